// SPDX-License-Identifier: Apache-2.0
/**
 * Tests that see the whole: the rules of the architecture, and, named {@code *IT}, the installed program as a user runs
 * it.
 */
@NullMarked
package dev.ocmtoolkit.acceptance;

import org.jspecify.annotations.NullMarked;
