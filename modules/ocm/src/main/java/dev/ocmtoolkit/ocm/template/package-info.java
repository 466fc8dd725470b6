// SPDX-License-Identifier: Apache-2.0
/**
 * Texts with places for values: what fills a constructor file before it is read.
 *
 * <p>{@link dev.ocmtoolkit.ocm.template.Settings} are the values, from the environment, files and arguments; a {@link
 * dev.ocmtoolkit.ocm.template.Templater} puts them into a text.
 */
@NullMarked
package dev.ocmtoolkit.ocm.template;

import org.jspecify.annotations.NullMarked;
