// SPDX-License-Identifier: Apache-2.0
/**
 * The user's configuration, {@code .ocmconfig}: found, read, flattened, and kept as one value.
 *
 * <p>{@link dev.ocmtoolkit.ocm.config.ConfigReader} finds the files and reads them;
 * {@link dev.ocmtoolkit.ocm.config.OcmConfig} is what they say, of which two can be compared, since equal requests with equal
 * configurations are the same request. Types of configuration that nobody here knows are kept and do no harm.
 */
@NullMarked
package dev.ocmtoolkit.ocm.config;

import org.jspecify.annotations.NullMarked;
