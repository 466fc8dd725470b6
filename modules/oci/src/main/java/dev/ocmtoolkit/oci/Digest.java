// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of content, {@code algorithm:hex}, checked when it is made.
 *
 * <p>Two algorithms are known, {@code sha256} and {@code sha512} (OCI image specification, descriptor.md, "Digests"); others are
 * refused, since nothing could be verified with them.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the value, lower case
 */
public record Digest(String algorithm, String hex) implements Ref, Comparable<Digest> {

    /** The digest of no bytes at all, in the canonical algorithm. */
    public static final Digest EMPTY = of(new byte[0]);

    /** Checks algorithm, length and alphabet. */
    public Digest {
        int length = switch (algorithm) {
            case "sha256" -> 64;
            case "sha512" -> 128;
            default ->
                throw new Failure(
                        Failure.Kind.INVALID,
                        "digest algorithm \"%s\" is not supported: use sha256 or sha512"
                                .formatted(Text.printable(algorithm)));
        };
        if (hex.length() != length || !isLowerHex(hex)) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "\"%s\" is no %s digest: %d lower-case hexadecimal digits are needed"
                            .formatted(Text.printable(algorithm + ":" + hex), algorithm, length));
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @param text the text
     * @return the digest
     * @throws Failure INVALID when it is none
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "\"%s\" is no digest: algorithm:hex is needed".formatted(Text.printable(text)));
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /**
     * The canonical digest, sha256, of some bytes.
     *
     * @param bytes the content
     * @return its digest
     */
    public static Digest of(byte[] bytes) {
        return of("sha256", bytes);
    }

    /**
     * The digest of some bytes.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @param bytes the content
     * @return its digest
     */
    public static Digest of(String algorithm, byte[] bytes) {
        return ofHash(algorithm, newHash(algorithm).digest(bytes));
    }

    /**
     * The digest that a finished hash stands for.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @param hash the raw value
     * @return the digest
     */
    public static Digest ofHash(String algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /**
     * A fresh hash for an algorithm.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @return the hash, to be used by one thread
     */
    public static MessageDigest newHash(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and SHA-512", e);
        }
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    /** {@return {@code algorithm:hex}} */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }
}
