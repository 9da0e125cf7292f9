package dev.keepstep.trainer.evaluate;

import dev.keepstep.trainer.data.Field;

/**
 * One field of one document as the machine read it.
 *
 * @param confidence from 0 to 1
 * @param correct whether exactly the true words were found
 */
public record Judged(Field field, float confidence, boolean correct) {}
