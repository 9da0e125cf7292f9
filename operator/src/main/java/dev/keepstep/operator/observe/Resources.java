package dev.keepstep.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CPU, memory and GPUs, of a node or of a pod's requests.
 *
 * @param cpu cores
 * @param memory bytes
 */
public record Resources(BigDecimal cpu, BigDecimal memory, BigDecimal gpus) {
  /** As device plugins name a GPU. */
  public static final String GPU = "nvidia.com/gpu";

  public static final Resources NONE =
      new Resources(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private static final int SCALE = 6;
  private static final BigDecimal LEAST = new BigDecimal("0.001");

  static Resources of(Map<String, Quantity> amounts) {
    return amounts == null
        ? NONE
        : new Resources(amount(amounts, "cpu"), amount(amounts, "memory"), amount(amounts, GPU));
  }

  /** What a pod asks for: its containers together, or its largest init container. */
  static Resources requested(PodSpec spec) {
    Resources sum = spec.getContainers().stream().map(Resources::of).reduce(NONE, Resources::plus);
    return Optional.ofNullable(spec.getInitContainers()).orElse(List.of()).stream()
        .map(Resources::of)
        .reduce(sum, Resources::max);
  }

  private static Resources of(Container container) {
    return Optional.ofNullable(container.getResources())
        .map(ResourceRequirements::getRequests)
        .map(Resources::of)
        .orElse(NONE);
  }

  /**
   * The share of a node that these requests take: the largest of the shares of CPU, memory and
   * GPUs. Who asks for nothing, or sits on a node that does not say what it has, has all of it.
   */
  public BigDecimal shareOf(Resources node) {
    BigDecimal share =
        part(cpu, node.cpu).max(part(memory, node.memory)).max(part(gpus, node.gpus));
    return share.signum() == 0 ? BigDecimal.ONE : share.max(LEAST).min(BigDecimal.ONE);
  }

  private static BigDecimal part(BigDecimal asked, BigDecimal there) {
    return there.signum() <= 0
        ? BigDecimal.ZERO
        : asked.divide(there, SCALE, RoundingMode.HALF_UP).stripTrailingZeros();
  }

  private Resources plus(Resources o) {
    return new Resources(cpu.add(o.cpu), memory.add(o.memory), gpus.add(o.gpus));
  }

  private Resources max(Resources o) {
    return new Resources(cpu.max(o.cpu), memory.max(o.memory), gpus.max(o.gpus));
  }

  private static BigDecimal amount(Map<String, Quantity> amounts, String name) {
    return Optional.ofNullable(amounts.get(name))
        .map(Quantity::getAmountInBytes)
        .orElse(BigDecimal.ZERO);
  }
}
