package dev.keepstep.trainer.run;

import dev.keepstep.trainer.report.Lines;
import java.io.OutputStream;
import java.io.PrintStream;

/** A listener that asks an attempt to stop as soon as it says that it trains. */
final class StopAtFirstLine {
  private StopAtFirstLine() {}

  static Lines of(StopSignal stop) {
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            if (line.startsWith("training from")) {
              Thread.ofPlatform()
                  .daemon()
                  .start(
                      () -> {
                        try {
                          Thread.sleep(40);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                        stop.request();
                      });
            }
          }
        };
    return new Lines(out, SmallRun.STEPS, java.util.Map.of());
  }
}
