// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that goes wrong here: one sentence that names the thing, the side on which it happened, and what
 * to do about it.
 *
 * <p>The message never holds a credential, nor a query string of an address. Modules derive their own failures from it; only
 * the outermost faces (a command's exit code, a condition of an object) translate it.
 */
public class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of thing went wrong, as far as a caller would act differently on it. */
    public enum Kind {
        /** The thing asked for is not there. */
        NOT_FOUND,
        /** The credentials are missing or wrong (401). */
        UNAUTHORIZED,
        /** The credentials are known and do not suffice (403). */
        FORBIDDEN,
        /** No connection, a broken one, or no certificate that is trusted. */
        UNREACHABLE,
        /** The other side asks to come back later (429) or fails itself (5xx). */
        UNAVAILABLE,
        /** Content that is not what its digest, size or form promises. */
        CORRUPT,
        /** Something read or given is malformed, too large or too deep. */
        INVALID,
        /** Something of the same name is there already and differs, or somebody else is writing. */
        CONFLICT,
        /** The request is understood and cannot be done by this program or this store. */
        UNSUPPORTED,
        /** The local disk: full, read-only, no permission. */
        STORAGE,
        /** The user, or a host, asked to stop. */
        CANCELLED,
    }

    /** The side of a transfer on which it happened. */
    public enum Side {
        /** Where content is read. */
        SOURCE,
        /** Where content is written. */
        TARGET,
        /** Neither: the request, a local file, or a command without two sides. */
        NONE,
    }

    private final Kind kind;
    private final Side side;
    private final @Nullable String wayOut;

    /**
     * A failure on no particular side.
     *
     * @param kind what kind it is
     * @param message one sentence that names the thing
     */
    public Failure(Kind kind, String message) {
        this(kind, Side.NONE, message, null, null);
    }

    /**
     * A failure in full.
     *
     * @param kind what kind it is
     * @param side on which side
     * @param message one sentence that names the thing
     * @param wayOut what to do about it, as half a sentence; {@code null} where the message says it all
     * @param cause what it follows from, for logs only
     */
    public Failure(Kind kind, Side side, String message, @Nullable String wayOut, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.side = side;
        this.wayOut = wayOut;
    }

    /** {@return what kind of failure this is} */
    public final Kind kind() {
        return kind;
    }

    /** {@return the side on which it happened} */
    public final Side side() {
        return side;
    }

    /** {@return what to do about it, or {@code null} where the message says it all} */
    public final @Nullable String wayOut() {
        return wayOut;
    }

    /** {@return the message, always present} */
    public final String sentence() {
        String message = getMessage();
        return message == null ? kind.toString() : message;
    }

    /**
     * The same failure, told to be on a side; a side that is already known stays, and a cancellation is on no side.
     *
     * @param at the side
     * @return this failure on that side
     */
    public Failure on(Side at) {
        if (side != Side.NONE || at == Side.NONE || kind == Kind.CANCELLED) {
            return this;
        }
        return new Failure(kind, at, sentence(), wayOut, this);
    }

    /**
     * The same failure with a way out.
     *
     * @param todo what to do about it, as half a sentence
     * @return this failure with that way out
     */
    public Failure hint(String todo) {
        return new Failure(kind, side, sentence(), todo, this);
    }
}
