package dev.keepstep.trainer;

import dev.keepstep.trainer.run.Process;
import dev.keepstep.trainer.run.StopSignal;
import dev.keepstep.trainer.task.Tasks;

/** The trainer: environment in, exit code out. */
public final class TrainerMain {
  private TrainerMain() {}

  public static void main(String[] args) {
    if (Tasks.asked(System.getenv())) {
      System.exit(Tasks.run(System.getenv()).code());
    }
    StopSignal stop = StopSignal.install(); // before anything that takes time
    Process.run(System.getenv(), stop);
  }
}
