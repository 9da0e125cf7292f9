package dev.keepstep.cli.bench;

import dev.keepstep.cli.UserError;
import java.util.List;

/**
 * How many jobs a control plane is given.
 *
 * @param sizes jobs at once, one number after another
 * @param failures pods of the last number that are interrupted at once
 * @param peers jobs for JobSet and for Kubeflow Trainer; 0: neither
 * @param heartbeats whether the trainers' reports are measured too
 * @param keepstepFirst whether Keepstep has the first turn of each number, and not the Job
 *     controller
 * @param samePods whether the Job controller is asked for pods like Keepstep's, and not for bare
 *     ones
 */
public record Load(
    List<Integer> sizes,
    int failures,
    int peers,
    boolean heartbeats,
    boolean keepstepFirst,
    boolean samePods) {
  public Load {
    sizes = List.copyOf(sizes);
    sizes.forEach(size -> UserError.requireAtLeast("--jobs", size, 1));
    UserError.requireAtLeast("--fail", failures, 0);
    UserError.requireAtLeast("--peers", peers, 0);
  }
}
