// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How closely a configured identity fits a request; the greater one is the more specific.
 *
 * <p>The rules are those of the Go tools' {@code hostpath} matcher: an attribute that either side lacks does not matter,
 * others have to be equal, and a path prefix has to be one by whole segments. Two things are added. {@code path}, the newer
 * tools' spelling, is such a prefix too, in which {@code *} stands for one segment or a part of it. And what is configured
 * for {@code https} is never handed out to plain {@code http}.
 *
 * @param host whether the host name was compared
 * @param port whether the port was compared
 * @param scheme whether the scheme was compared
 * @param others how many attributes of other names were compared
 * @param pathLength the length of the path prefix
 */
record IdentityMatch(boolean host, boolean port, boolean scheme, int others, int pathLength)
        implements Comparable<IdentityMatch> {
    private static final Set<String> KNOWN = Set.of(
            ConsumerIdentity.TYPE,
            ConsumerIdentity.HOSTNAME,
            ConsumerIdentity.PORT,
            ConsumerIdentity.SCHEME,
            ConsumerIdentity.PATH_PREFIX,
            ConsumerIdentity.PATH);
    private static final Comparator<IdentityMatch> ORDER = Comparator.<IdentityMatch, Boolean>comparing(
                    IdentityMatch::host)
            .thenComparing(IdentityMatch::port)
            .thenComparing(IdentityMatch::scheme)
            .thenComparingInt(IdentityMatch::others)
            .thenComparingInt(IdentityMatch::pathLength);

    static Optional<IdentityMatch> of(ConsumerIdentity request, ConsumerIdentity entry) {
        if (!request.canonicalType().equals(entry.canonicalType())) {
            return Optional.empty();
        }
        entry.attributes()
                .forEach((name, value) -> SpiffExpression.refuse(
                        value,
                        "attribute \"%s\" of a consumer identity of type %s".formatted(name, entry.canonicalType())));
        if (!fits(host(request), host(entry))
                || !fits(request.get(ConsumerIdentity.PORT), entry.get(ConsumerIdentity.PORT))
                || !schemeFits(request.get(ConsumerIdentity.SCHEME), entry.get(ConsumerIdentity.SCHEME))
                || !pathFits(path(request), entry)) {
            return Optional.empty();
        }
        int others = 0;
        for (Map.Entry<String, String> attribute : entry.attributes().entrySet()) {
            if (!KNOWN.contains(attribute.getKey())) {
                if (!request.get(attribute.getKey()).equals(attribute.getValue())) {
                    return Optional.empty();
                }
                others++;
            }
        }
        return Optional.of(new IdentityMatch(
                !host(entry).isEmpty(),
                isCompared(ConsumerIdentity.PORT, request, entry),
                isCompared(ConsumerIdentity.SCHEME, request, entry),
                others,
                path(entry).length()));
    }

    private static String host(ConsumerIdentity identity) {
        return ServerAddress.canonicalHost(identity.get(ConsumerIdentity.HOSTNAME));
    }

    private static String path(ConsumerIdentity identity) {
        String prefix = ServerAddress.trimSlashes(identity.get(ConsumerIdentity.PATH_PREFIX));
        return prefix.isEmpty() ? ServerAddress.trimSlashes(identity.get(ConsumerIdentity.PATH)) : prefix;
    }

    private static boolean fits(String requested, String configured) {
        return requested.isEmpty() || configured.isEmpty() || requested.equals(configured);
    }

    private static boolean schemeFits(String requested, String configured) {
        return !requested.equals("http") || configured.isEmpty() || configured.equals("http");
    }

    private static boolean pathFits(String requested, ConsumerIdentity entry) {
        String prefix = ServerAddress.trimSlashes(entry.get(ConsumerIdentity.PATH_PREFIX));
        String pattern = ServerAddress.trimSlashes(entry.get(ConsumerIdentity.PATH));
        return ServerAddress.isBelow(requested, prefix) && (pattern.isEmpty() || matches(pattern, requested));
    }

    /** By segments, of which the path may have more. */
    private static boolean matches(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] segments = path.split("/", -1);
        return wanted.length <= segments.length
                && IntStream.range(0, wanted.length).allMatch(i -> Wildcards.matches(wanted[i], segments[i]));
    }

    private static boolean isCompared(String name, ConsumerIdentity request, ConsumerIdentity entry) {
        return !request.get(name).isEmpty() && !entry.get(name).isEmpty();
    }

    @Override
    public int compareTo(IdentityMatch other) {
        return ORDER.compare(this, other);
    }
}
