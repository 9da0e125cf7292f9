package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.spi.Parameters;
import dev.keepstep.trainer.spi.TrainingPlan;
import dev.keepstep.trainer.spi.TrainingProgram;

/** Reads product, price and delivery date off purchase orders. */
public final class ExtractorProgram implements TrainingProgram {
  @Override
  public String name() {
    return "purchase-order-extractor";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public TrainingPlan plan(Parameters parameters) {
    ExtractorSettings settings = ExtractorSettings.parse(parameters);
    return inputs -> new ExtractorData(settings, Documents.open(settings, inputs));
  }
}
