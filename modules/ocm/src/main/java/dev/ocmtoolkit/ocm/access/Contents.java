// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.access.Download.Found;
import dev.ocmtoolkit.ocm.credentials.ConsumerIdentity;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An access and what can be read from there: the one switch. Safe for use by several threads. */
public final class Contents {
    /** The type of a package of Helm. */
    public static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    /** The type of a tar in gzip. */
    static final String TGZ = "application/x-tgz";

    private static final int NPM_LIMIT = 16 * 1024 * 1024;

    private final Web web;
    private final Function<Reference, ? extends OciSource> registries;

    /**
     * Reads with these means.
     *
     * @param web for web servers
     * @param registries opens the repository of a reference
     */
    public Contents(Web web, Function<Reference, ? extends OciSource> registries) {
        this.web = web;
        this.registries = registries;
    }

    /**
     * The content that an access leads to; nobody is asked for it yet.
     *
     * @param access the access
     * @param owner whose access it is, for messages
     * @return the content
     * @throws Failure INVALID when the access holds a malformed address
     */
    public Content of(RemoteAccess access, String owner) {
        return switch (access) {
            case RemoteAccess.OciBlob blob -> ociBlob(blob, owner);
            case RemoteAccess.Wget wget -> wget(wget, owner);
            case RemoteAccess.Helm helm -> helm(helm, owner);
            case RemoteAccess.GitHub gitHub -> gitHub(gitHub, owner);
            case RemoteAccess.Npm npm -> npm(npm, owner);
            case RemoteAccess.Maven maven -> maven(maven, owner);
            case RemoteAccess.S3 s3 -> s3(s3, owner);
        };
    }

    private Content ociBlob(RemoteAccess.OciBlob access, String owner) {
        OciSource from = registries.apply(Reference.parse(access.reference()));
        return new RegistryBlob(
                from,
                access.mediaType().orElse(MediaTypes.OCTET_STREAM),
                Optional.of(access.digest()),
                () -> access.size().isPresent()
                        ? new Descriptor(
                                MediaTypes.OCTET_STREAM,
                                access.digest(),
                                access.size().getAsLong())
                        : from.blob(access.digest())
                                .orElseThrow(() ->
                                        absent(owner, "blob %s in %s".formatted(access.digest(), from.location()))));
    }

    private Content wget(RemoteAccess.Wget access, String owner) {
        URI uri = Request.address(access.url(), owner);
        Request request = new Request(
                ConsumerIdentity.ofAddress("wget", uri),
                uri,
                owner,
                access.verb(),
                access.headers(),
                access.body(),
                access.redirects());
        return new Download(web, () -> new Found(request), access.mediaType());
    }

    private Content helm(RemoteAccess.Helm access, String owner) {
        if (access.repository().startsWith("oci://")) {
            return chartOfRegistry(access, owner);
        }
        Request index = Request.get(
                "HelmChartRepository",
                Request.below(Request.address(access.repository(), owner), "index.yaml"),
                owner + ": index of the Helm repository");
        return new Download(web, () -> chart(access, index, owner), Optional.of(CHART));
    }

    private Found chart(RemoteAccess.Helm access, Request index, String owner) {
        JsonNode entries = Yaml.read(web.read(index, Yaml.LIMIT), index.what()).path("entries");
        for (JsonNode entry : entries.path(access.chart())) {
            String url = entry.path("urls").path(0).asText();
            if (entry.path("version").asText().equals(access.version()) && !url.isEmpty()) {
                Request chart = Request.get("HelmChartRepository", resolve(index.uri(), url, owner), owner);
                return new Found(chart, digest("sha256:" + entry.path("digest").asText()));
            }
        }
        throw absent(
                owner,
                "chart %s of version %s".formatted(Text.printable(access.chart()), Text.printable(access.version())));
    }

    private Content chartOfRegistry(RemoteAccess.Helm access, String owner) {
        Reference reference = Reference.parse(access.repository() + "/" + access.chart() + ":"
                + access.version().replace('+', '_'));
        OciSource from = registries.apply(reference);
        return new RegistryBlob(
                from,
                CHART,
                Optional.empty(),
                () -> Manifest.parse(from.manifest(reference.ref())).layers().stream()
                        .filter(layer -> layer.mediaType().equals(CHART))
                        .findFirst()
                        .orElseThrow(() -> absent(owner, "a chart in %s".formatted(reference.name()))));
    }

    private Content gitHub(RemoteAccess.GitHub access, String owner) {
        String text = access.repository().contains("://") ? access.repository() : "https://" + access.repository();
        URI repository = Request.address(text.replaceFirst("(\\.git)?/*$", ""), owner);
        String host = access.apiHostname()
                .orElseGet(() ->
                        repository.getHost().equals("github.com") ? "api.github.com" : repository.getRawAuthority());
        String api = "%s://%s%s".formatted(repository.getScheme(), host, host.startsWith("api.") ? "" : "/api/v3");
        String[] path = repository.getPath().split("/", -1);
        if (path.length != 3) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.SOURCE,
                    "%s is at \"%s\", which is no repository of GitHub"
                            .formatted(owner, Text.printable(access.repository())),
                    "write HOST/OWNER/NAME",
                    null);
        }
        URI tree = Request.below(Request.address(api, owner), "repos", path[1], path[2], "tarball", access.commit());
        // Who may read a repository is configured for its own address, and its API is told; another host that an access
        // names is not.
        boolean isItsApi = access.apiHostname().isEmpty()
                || List.of(repository.getRawAuthority(), "api." + repository.getRawAuthority())
                        .contains(host);
        Request request = Request.get(ConsumerIdentity.ofAddress("Github", isItsApi ? repository : tree), tree, owner);
        return new Download(web, () -> new Found(request), Optional.of(TGZ));
    }

    private Content npm(RemoteAccess.Npm access, String owner) {
        URI registry = Request.address(access.registry(), owner);
        Request info = Request.get(
                "NpmRegistry", Request.below(registry, access.name(), access.version()), owner + ": npm package");
        return new Download(web, () -> tarball(info, owner), Optional.of(TGZ));
    }

    private Found tarball(Request info, String owner) {
        JsonNode dist = Json.object(web.read(info, NPM_LIMIT), info.what()).path("dist");
        String url = dist.path("tarball").asText();
        if (url.isEmpty()) {
            throw absent(owner, "a tarball in the answer of the npm registry");
        }
        Request tarball = Request.get("NpmRegistry", resolve(info.uri(), url, owner), owner);
        return new Found(tarball, integrity(dist.path("integrity").asText()));
    }

    /** Subresource integrity: {@code sha512-BASE64}, perhaps several. */
    private static Optional<Digest> integrity(String text) {
        for (String one : text.split(" ", -1)) {
            if (one.startsWith("sha512-")) {
                try {
                    byte[] hash = Base64.getDecoder().decode(one.substring("sha512-".length()));
                    return digest("sha512:" + HexFormat.of().formatHex(hash));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private Content maven(RemoteAccess.Maven access, String owner) {
        URI directory = Request.below(
                Request.address(access.repository(), owner),
                access.groupId().replace('.', '/'),
                access.artifactId(),
                access.version());
        if (access.classifier().isEmpty() || access.extension().isEmpty()) {
            return new MavenPackage(web, directory, access, owner);
        }
        String classifier = access.classifier().get();
        String extension = access.extension().get();
        URI file = Request.below(
                directory,
                "%s-%s%s.%s"
                        .formatted(
                                access.artifactId(),
                                access.version(),
                                classifier.isEmpty() ? "" : "-" + classifier,
                                extension));
        String mediaType = switch (extension) {
            case "jar" -> "application/x-jar";
            case "tgz", "tar.gz" -> TGZ;
            case "pom", "xml" -> "application/xml";
            case "json" -> "application/json";
            case "zip" -> "application/zip";
            default -> MediaTypes.OCTET_STREAM;
        };
        Request request = Request.get("MavenRepository", file, owner);
        return new Download(web, () -> new Found(request), Optional.of(mediaType));
    }

    private Content s3(RemoteAccess.S3 access, String owner) {
        String endpoint = web.environment()
                .variable("AWS_ENDPOINT_URL_S3")
                .or(() -> web.environment().variable("AWS_ENDPOINT_URL"))
                .orElseGet(() -> "https://s3%s.amazonaws.com"
                        .formatted(access.region().map(region -> "." + region).orElse("")));
        URI object = Request.below(Request.address(endpoint, owner), access.bucket(), access.key());
        URI version = access.version()
                .map(v -> URI.create(object + "?versionId=" + URLEncoder.encode(v, StandardCharsets.UTF_8)))
                .orElse(object);
        Request request = Request.get("S3", version, owner);
        return new Download(
                web, () -> new Found(request), Optional.of(access.mediaType().orElse(MediaTypes.OCTET_STREAM)));
    }

    private static URI resolve(URI base, String reference, String owner) {
        try {
            return Request.address(base.resolve(reference).toString(), owner);
        } catch (IllegalArgumentException e) {
            return Request.address(reference, owner);
        }
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    private static Failure absent(String owner, String what) {
        return new Failure(
                Failure.Kind.NOT_FOUND,
                Failure.Side.SOURCE,
                "%s needs %s, which is not there".formatted(owner, what),
                "check the access, or transfer without copying its content",
                null);
    }
}
