// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

/**
 * Tells an object from others that had its name before.
 *
 * @param value any text that nobody else has
 */
public record Uid(String value) {
    @Override
    public String toString() {
        return value;
    }
}
