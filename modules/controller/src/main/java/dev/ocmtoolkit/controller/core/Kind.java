// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of object: what it is called, and its JSON.
 *
 * @param <S> what is wanted
 * @param <T> what is, without conditions and observed generation, which all kinds have
 */
public interface Kind<S, T> {
    /**
     * A name of a kind.
     *
     * @param kind as it stands in manifests
     * @param plural for several, in lower case
     */
    record Name(String kind, String plural) {}

    /** {@return what it is called; the first one is the usual one} */
    List<Name> names();

    /**
     * The finalizer that its objects carry.
     *
     * @param kind which of its names the object has
     * @return the finalizer; empty for a kind that has none
     */
    Optional<String> finalizer(String kind);

    /**
     * Fills in what a manifest leaves out.
     *
     * @param object the whole object, which is changed
     */
    void fillIn(ObjectNode object);

    /**
     * Reads what is wanted.
     *
     * @param object the object
     * @return it
     * @throws dev.ocmtoolkit.oci.Failure INVALID when it is malformed
     */
    S spec(RawObject object);

    /**
     * Reads what is. It was written here, so what cannot be understood counts as absent.
     *
     * @param object the object
     * @return it
     */
    T status(RawObject object);

    /**
     * Writes what is.
     *
     * @param status what is
     * @return its JSON
     */
    ObjectNode json(T status);

    /**
     * What is said of an object besides whether it is ready.
     *
     * @param status what is
     * @return conditions; a new one has an empty time
     */
    default List<Condition> conditions(T status) {
        return List.of();
    }

    /**
     * How often it is looked at when nothing happens.
     *
     * @param spec what is wanted
     * @return the time between two turns; empty for no more turn before something happens
     */
    Optional<Duration> interval(S spec);

    /**
     * What the event that ends a successful turn carries.
     *
     * @param object the object
     * @param status what is
     * @return annotations
     */
    Map<String, String> annotations(RawObject object, T status);
}
