// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/**
 * A manifest or an index: the bytes as they were read, which are the truth, and the type under which they are stored.
 *
 * <p>Whatever is parsed from it ({@link Manifest}, {@link Index}) is a view; copies move the bytes.
 */
public final class Document {
    /** The most bytes a manifest may have, 4 MiB: what registries have to accept (distribution specification, end-7). */
    public static final int LIMIT = 4 * 1024 * 1024;

    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;

    /**
     * A document of some bytes, with their sha256 as its digest.
     *
     * @param mediaType its type
     * @param bytes its content; not copied, and not to be changed by the caller afterwards
     */
    public Document(String mediaType, byte[] bytes) {
        this(mediaType, bytes, Digest.of(bytes));
    }

    private Document(String mediaType, byte[] bytes, Digest digest) {
        if (bytes.length > LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "manifest %s has %d bytes: more than %d are not accepted".formatted(digest, bytes.length, LIMIT));
        }
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.digest = digest;
    }

    /**
     * A document that was asked for by its digest.
     *
     * @param mediaType its type
     * @param bytes what was read; not copied
     * @param expected the digest that was asked for
     * @param what what it is and where it was read, for the message
     * @return the document
     * @throws Failure CORRUPT when the bytes have another digest
     */
    public static Document verified(String mediaType, byte[] bytes, Digest expected, String what) {
        Digest actual = Digest.of(expected.algorithm(), bytes);
        if (!actual.equals(expected)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "%s does not match its digest: %s was asked for, %s was read".formatted(what, expected, actual));
        }
        return new Document(mediaType, bytes, expected);
    }

    /** {@return the type under which it is stored} */
    public String mediaType() {
        return mediaType;
    }

    /** {@return the digest of the bytes, in the algorithm in which it was asked for} */
    public Digest digest() {
        return digest;
    }

    /** {@return the length in bytes} */
    public int size() {
        return bytes.length;
    }

    /** {@return the bytes themselves, not a copy: they must not be changed} */
    public byte[] bytes() {
        return bytes;
    }

    /** {@return what refers to this document} */
    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document that && mediaType.equals(that.mediaType) && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + "@" + digest;
    }
}
