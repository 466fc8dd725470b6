// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

/**
 * Something in a manifest file that is not an object.
 *
 * @param file the file's name
 * @param sentence what is wrong
 */
public record Problem(String file, String sentence) {
    /** {@return one sentence} */
    @Override
    public String toString() {
        return sentence;
    }
}
