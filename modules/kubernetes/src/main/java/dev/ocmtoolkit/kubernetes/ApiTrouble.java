// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;

/**
 * What the API server did not do.
 *
 * @param sentence what and why
 * @param again when it makes sense to try again
 * @param isConflict whether somebody else was faster, who changed or deleted the object, which is nobody's fault
 * @param isOutage whether the same request may well be answered later
 */
record ApiTrouble(String sentence, Duration again, boolean isConflict, boolean isOutage) {
    private static final int CONFLICT = 409;
    /** Also what the server says to a JSON patch whose test fails. */
    private static final int UNPROCESSABLE = 422;

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofMinutes(1);

    /**
     * Reads an answer.
     *
     * @param act what was tried, such as {@code patching Component default/c}
     * @param e what came of it
     * @return what to say and when to try again
     */
    static ApiTrouble of(String act, KubernetesClientException e) {
        int code = e.getCode();
        boolean isUnreachable = code <= 0;
        boolean isTooLarge = said(e).contains("too large");
        boolean isOutage = isUnreachable || code == TOO_MANY || (code >= SERVER_ERROR && !isTooLarge);
        String why = code == FORBIDDEN
                ? "the permission is missing: " + said(e)
                : isUnreachable ? "the API server cannot be reached" : said(e);
        return new ApiTrouble(
                "%s failed: %s".formatted(act, why),
                code == CONFLICT ? AT_ONCE : isOutage ? SOON : LATER,
                code == CONFLICT || isGone(e),
                isOutage);
    }

    /** Not so where the API server does not know the kind, or that objects of it have a status. */
    private static boolean isGone(KubernetesClientException e) {
        return e.getCode() == NOT_FOUND
                && e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getName() != null;
    }

    /** The same for a JSON patch that tests what it changes. */
    static ApiTrouble ofTestedPatch(String act, KubernetesClientException e) {
        ApiTrouble trouble = of(act, e);
        return e.getCode() == UNPROCESSABLE ? new ApiTrouble(trouble.sentence, AT_ONCE, true, false) : trouble;
    }

    private static String said(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? "the API server answered " + e.getCode()
                : e.getStatus().getMessage();
    }
}
