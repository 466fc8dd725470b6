// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

/**
 * An object that could be read.
 *
 * @param raw all of it
 * @param spec what is wanted
 * @param status what was so far
 * @param <S> the type of what is wanted
 * @param <T> the type of what is
 */
public record ApiObject<S, T>(RawObject raw, S spec, T status) {
    /**
     * Reads an object.
     *
     * @param kind its kind
     * @param raw all of it
     * @param <S> the type of what is wanted
     * @param <T> the type of what is
     * @return it
     * @throws dev.ocmtoolkit.oci.Failure INVALID when its spec is malformed
     */
    public static <S, T> ApiObject<S, T> read(Kind<S, T> kind, RawObject raw) {
        return new ApiObject<>(raw, kind.spec(raw), kind.status(raw));
    }

    /** {@return kind, namespace and name} */
    public ObjectId id() {
        return raw.id();
    }

    /** {@return its namespace} */
    public String namespace() {
        return raw.id().namespace();
    }
}
