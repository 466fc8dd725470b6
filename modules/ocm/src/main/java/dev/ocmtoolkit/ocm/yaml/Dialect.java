// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

/** What words without quotes mean. */
public enum Dialect {
    /** {@code yes}, {@code n}, {@code off} and their like are booleans, and a date is the text that it is: descriptors, configurations. */
    YAML_1_1,
    /** Only {@code true} and {@code false} are booleans, and a date becomes a time as RFC 3339 writes it: constructor files. */
    TRUE_AND_FALSE,
}
