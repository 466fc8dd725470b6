// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

/**
 * Which object is meant.
 *
 * @param kind its kind, such as {@code Component}
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectId(String kind, String namespace, String name) implements Comparable<ObjectId> {
    @Override
    public int compareTo(ObjectId other) {
        int order = namespace.compareTo(other.namespace);
        if (order == 0) {
            order = kind.compareTo(other.kind);
        }
        return order == 0 ? name.compareTo(other.name) : order;
    }

    /** {@return {@code kind namespace/name}} */
    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
