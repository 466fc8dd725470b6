// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code ocm} command: a command parses its arguments, calls one method of the library, and prints.
 *
 * <p>{@link dev.ocmtoolkit.cli.Ocm} is the grammar, {@code Commands} the table of everything it can do. Data goes to
 * standard output, progress and errors to standard error. This is the only package that knows picocli.
 */
@NullMarked
package dev.ocmtoolkit.cli;

import org.jspecify.annotations.NullMarked;
