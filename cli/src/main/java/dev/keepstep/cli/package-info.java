/**
 * The {@code keepstep} command itself: where subcommands are registered, how errors are told and
 * what exit codes mean. One subcommand, one package; a subcommand prints through {@link
 * dev.keepstep.cli.Output} and ends by returning an exit code or throwing {@link
 * dev.keepstep.cli.UserError}. Nothing here calls {@code System.exit} but {@code Keepstep.main}.
 */
@NullMarked
package dev.keepstep.cli;

import org.jspecify.annotations.NullMarked;
