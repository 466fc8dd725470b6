// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Failure;

/** Why a request is not done, as the client is told: status, code and sentence. */
final class Refusal extends Failure {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorCode code;

    Refusal(int status, ErrorCode code, String message) {
        super(Kind.INVALID, message);
        this.status = status;
        this.code = code;
    }

    Refusal(ErrorCode code, String message) {
        this(code.status(), code, message);
    }

    int status() {
        return status;
    }

    ErrorCode code() {
        return code;
    }

    /**
     * What a client is told of a failure: its sentence where the client caused it, and no more than that something failed
     * where it did not.
     *
     * @param failure what went wrong
     * @param route where
     * @param writing whether the request was to write
     * @param origin the registry's origin, which is no business of the client
     * @return the refusal
     */
    static Refusal of(Failure failure, Route route, boolean writing, String origin) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        String told = failure.sentence().replace(origin + "/", "").replace(origin, "this registry");
        return switch (failure.kind()) {
            case NOT_FOUND -> new Refusal(unknown(route, writing), told);
            case INVALID -> new Refusal(invalid(route), told);
            case CORRUPT ->
                writing
                        ? new Refusal(ErrorCode.DIGEST_INVALID, told)
                        : new Refusal(ErrorCode.UNKNOWN, "the stored content is damaged");
            case CONFLICT -> new Refusal(409, ErrorCode.DENIED, told);
            case UNSUPPORTED -> new Refusal(ErrorCode.UNSUPPORTED, told);
            case UNAUTHORIZED, FORBIDDEN -> new Refusal(ErrorCode.DENIED, "the registry behind this one refuses");
            case UNREACHABLE, UNAVAILABLE, CANCELLED ->
                new Refusal(503, ErrorCode.UNKNOWN, "the registry cannot answer now");
            case STORAGE -> new Refusal(ErrorCode.UNKNOWN, "the registry's storage failed");
        };
    }

    private static ErrorCode unknown(Route route, boolean writing) {
        return switch (route) {
            case Route.ManifestAt at -> writing ? ErrorCode.MANIFEST_BLOB_UNKNOWN : ErrorCode.MANIFEST_UNKNOWN;
            case Route.BlobAt at -> ErrorCode.BLOB_UNKNOWN;
            case Route.Uploads at -> ErrorCode.BLOB_UPLOAD_UNKNOWN;
            case Route.UploadAt at -> ErrorCode.BLOB_UPLOAD_UNKNOWN;
            case Route.Tags at -> ErrorCode.NAME_UNKNOWN;
            case Route.Referrers at -> ErrorCode.NAME_UNKNOWN;
            case Route.Catalog at -> ErrorCode.NAME_UNKNOWN;
            case Route.Ping at -> ErrorCode.NAME_UNKNOWN;
        };
    }

    private static ErrorCode invalid(Route route) {
        return switch (route) {
            case Route.ManifestAt at -> ErrorCode.MANIFEST_INVALID;
            case Route.BlobAt at -> ErrorCode.DIGEST_INVALID;
            case Route.Referrers at -> ErrorCode.DIGEST_INVALID;
            case Route.Uploads at -> ErrorCode.DIGEST_INVALID;
            case Route.UploadAt at -> ErrorCode.DIGEST_INVALID;
            case Route.Tags at -> ErrorCode.NAME_INVALID;
            case Route.Catalog at -> ErrorCode.NAME_INVALID;
            case Route.Ping at -> ErrorCode.NAME_INVALID;
        };
    }
}
