"""The evidence bundle of a month, and the program that reckons it anew, both to take home."""

from collections.abc import Iterator, Sequence
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import request, send_file
from werkzeug.wrappers import Response

from portal.infra.access import requires, signed_in
from portal.infra.documents import documents_for
from portal.infra.pages import page, redirect_to
from portal.infra.program_copy import verifier
from portal.kernel.permissions import Permission
from portal.sla.actions.annex import annex_key, order_annex
from portal.sla.actions.packing import is_large, order_packing, packing_of
from portal.sla.documents import bundle_texts
from portal.sla.queries.bundles import BundleFacts, bundle_facts
from portal.sla.queries.months import month as month_of
from portal.sla.rules.bundles.contents import ABOUT, PIECE, SUBMISSIONS, TRAIL, Original, write_bundle
from portal.sla.rules.bundles.rereading import patience_of
from portal.sla.views.blueprint import MONTH, blueprint

IN_MEMORY = 8 << 20


@blueprint.get(f"{MONTH}/bundle")
@requires(Permission.MONTHS_VIEW)
def bundle(month_id: int) -> str:
    """What both sides can take home to reckon the month anew."""
    record = month_of(month_id)
    facts = bundle_facts(record)
    files = [one for one in facts.documents[SUBMISSIONS] if one["sha256"]]
    return page(
        "sla/bundle.html",
        month=record,
        files=files,
        size=facts.size,
        packing=packing_of(record, facts) if is_large(facts) else None,
        patience=patience_of(files),
        entries=len(facts.documents[TRAIL]["entries"]),
        key=facts.documents[TRAIL]["key"],
        name=_name_of(facts),
        annex=next(iter(documents_for(annex_key(month_id))), None),
    )


@blueprint.post(f"{MONTH}/bundle")
@requires(Permission.MONTHS_VIEW)
def pack_bundle(month_id: int) -> Response:
    """Have a bundle with large original files packed in the background."""
    order_packing(month_of(month_id))
    return redirect_to("sla.bundle", month_id=month_id)


@blueprint.post(f"{MONTH}/annex")
@requires(Permission.MONTHS_VIEW)
def annex(month_id: int) -> Response:
    """Order the printed explanation of every number of an accepted month."""
    order_annex(month_of(month_id))
    return redirect_to("sla.bundle", month_id=month_id)


@blueprint.get(f"{MONTH}/bundle.zip")
@requires(Permission.MONTHS_VIEW)
def bundle_file(month_id: int) -> Response:
    """The bundle itself; `originals=no` leaves the original files out. A large one has to be packed before."""
    record = month_of(month_id)
    facts = bundle_facts(record)
    with_originals = request.args.get("originals") != "no"
    if with_originals and is_large(facts):
        path = packing_of(record, facts).path
        if path is None:
            return redirect_to("sla.bundle", month_id=month_id)
        return send_file(path, "application/zip", as_attachment=True, download_name=_name_of(facts))
    pieces = _packed(facts, facts.originals if with_originals else ())
    first = next(pieces)
    response = Response(chain((first,), pieces), mimetype="application/zip")
    name = _name_of(facts)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _name_of(facts: BundleFacts) -> str:
    about = facts.documents[ABOUT]
    return f"steelyard-{about['contract']}-{about['month']}.zip"


def _packed(facts: BundleFacts, originals: Sequence[Original]) -> Iterator[bytes]:
    """The bundle in pieces; all of it is packed before the first, so that what goes wrong is answered in words."""
    with SpooledTemporaryFile(IN_MEMORY) as packed:
        texts = bundle_texts(facts.documents[ABOUT])
        write_bundle(cast(BinaryIO, packed), facts.documents, texts=texts, originals=originals)
        packed.seek(0)
        while piece := packed.read(PIECE):
            yield piece


@blueprint.get("/portal-verify.zip")
@signed_in
def verifier_file() -> Response:
    """The part of the portal that reckons a bundle anew, as one file that any Python runs."""
    response = Response(verifier(), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="portal-verify.zip"'
    return response
