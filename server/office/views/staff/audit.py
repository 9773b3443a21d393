"""The audit: who did what, when and from where."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from server.office.guard import allow
from server.office.kept import kept_parts
from server.office.permissions import Permission
from server.office.queries.audit import audit_page
from server.web.show import Answer

NEWEST = 2**31


def add_audit(office: Blueprint) -> None:
    """The route."""

    @office.get("/audit")
    @allow(Permission.READ_AUDIT)
    def audit() -> Answer:
        about = request.args.get("about", "")[:80]
        return render_template(
            "office/audit.html",
            page=audit_page(request.args.get("after", NEWEST, type=int), about),
            about=about,
            kept_parts=kept_parts,
        )
