// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.util.Set;

/**
 * Brings what is nearer to what is wanted, for objects of one kind. Knows no host. Called for many objects at once, never twice at
 * once for the same one.
 *
 * @param <S> what is wanted
 * @param <T> what is
 */
public interface Reconciler<S, T> {
    /** {@return of which kind its objects are} */
    Kind<S, T> kind();

    /**
     * What an object depends on: a change of one of these, or its coming or going, is a reason for a turn.
     *
     * @param object the object
     * @return objects, Secrets and ConfigMaps, whether or not they exist
     */
    Set<ObjectId> watched(ApiObject<S, T> object);

    /**
     * One turn.
     *
     * @param object the object
     * @param world the others
     * @return what came of it
     */
    Outcome<T> reconcile(ApiObject<S, T> object, World world);

    /**
     * One turn of an object that is to go.
     *
     * @param object the object
     * @param world the others
     * @return {@link Outcome.Released}, or why it has to stay
     */
    default Outcome<T> release(ApiObject<S, T> object, World world) {
        return new Outcome.Released<>();
    }

    /**
     * An object is gone, or is to be left alone: ends at once what is under way for it.
     *
     * @param uid which
     */
    default void gone(Uid uid) {}
}
