// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.Web;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * The act: component versions from one repository to another, by a plan, with evidence.
 *
 * <ol>
 *   <li>open both repositories with the request's credentials;
 *   <li>have {@link TransferPlanner} decide each component version as the engine asks for it;
 *   <li>have the engine do what was decided, children first, the tag last;
 *   <li>report what became of each, with the evidence that the engine collected.
 * </ol>
 *
 * <p>Safe for use by several threads.
 */
public final class Transfer {
    private final Origins origins;
    private final CopyEngine engine;
    private final ContentCache cache;

    /**
     * Transfers once, with these means.
     *
     * @param origins connections to registries
     * @param engine what moves content
     */
    public Transfer(Origins origins, CopyEngine engine) {
        this(origins, engine, ContentCache.NONE);
    }

    /**
     * Transfers again and again, with these means.
     *
     * @param origins connections to registries
     * @param engine what moves content
     * @param cache what was read from registries before
     */
    public Transfer(Origins origins, CopyEngine engine, ContentCache cache) {
        this.origins = origins;
        this.engine = engine;
        this.cache = cache;
    }

    /**
     * Transfers. A component version that fails does not end the others, and is in the report.
     *
     * @param request what is to be transferred
     * @param listener is told how it goes
     * @param cancellation stops it
     * @return how it ended
     * @throws Failure when a repository cannot be opened, the roots cannot be found, or it was cancelled
     */
    public TransferReport run(TransferRequest request, TransferListener listener, Cancellation cancellation) {
        try (Repositories repositories = repositories(request, cancellation)) {
            ComponentRepository from = source(request, repositories);
            Iterator<ComponentId> roots = roots(request.roots(), from);
            ComponentRepository to = target(() -> repositories.create(request.to()));
            Progress progress =
                    new Progress(planner(request, repositories, from, to, roots, cancellation), to, listener);
            CopyReport copied = engine.run(
                    progress.units(),
                    to.registry(),
                    CopyEngine.Commit.DONE_UNITS,
                    request.options().proof(),
                    progress,
                    cancellation);
            return progress.report(copied);
        }
    }

    /**
     * Only plans: decides what {@link #run} would, one component version at a time, and writes nothing. An archive that is not there yet
     * is planned for as an empty one, and not made.
     *
     * @param request what would be transferred
     * @param cancellation stops it
     * @return the decisions; to be closed
     * @throws Failure when a repository cannot be opened, or the roots cannot be found
     */
    public Plan plan(TransferRequest request, Cancellation cancellation) {
        Repositories repositories = repositories(request, cancellation);
        try {
            ComponentRepository from = source(request, repositories);
            Iterator<ComponentId> roots = roots(request.roots(), from);
            ComponentRepository to = target(() -> repositories.create(request.to()));
            return new Plan(planner(request, repositories, from, to, roots, cancellation), repositories);
        } catch (Failure failure) {
            repositories.close();
            throw failure;
        }
    }

    private Repositories repositories(TransferRequest request, Cancellation cancellation) {
        return new Repositories(origins, request.config().credentials(), cancellation, cache);
    }

    private TransferPlanner planner(
            TransferRequest request,
            Repositories repositories,
            ComponentRepository from,
            ComponentRepository to,
            Iterator<ComponentId> roots,
            Cancellation cancellation) {
        TransferOptions options = request.options();
        Web web = new Web(origins, request.config().credentials(), cancellation);
        Contents outside = new Contents(web, repositories::artifact);
        ContentPlanner contents = new ContentPlanner(from, to, options, repositories, outside, cancellation);
        SourceVersions sources = new SourceVersions(from, options.lookup(), request.config(), repositories);
        VersionPlanner versions = new VersionPlanner(sources, to, options, new ElementPlanner(from, options, contents));
        return new TransferPlanner(sources, to, options, versions, roots);
    }

    private static ComponentRepository source(TransferRequest request, Repositories repositories) {
        try {
            return repositories.open(request.from());
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private static ComponentRepository target(Supplier<ComponentRepository> open) {
        try {
            return open.get();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }

    private static Iterator<ComponentId> roots(TransferRequest.Roots roots, ComponentRepository from) {
        try {
            return switch (roots) {
                case TransferRequest.Roots.Versions(var ids) -> ids.iterator();
                case TransferRequest.Roots.Component(String name) ->
                    from.versions(name).stream()
                            .map(version -> new ComponentId(name, version))
                            .iterator();
                case TransferRequest.Roots.All() -> from.all().iterator();
            };
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }
}
