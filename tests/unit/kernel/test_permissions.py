"""Grants: nobody holds what belongs to the other side, and the owner holds all of their own."""

import pytest

from portal.kernel.permissions import GRANTS, Permission, Role, Side, is_allowed


@pytest.mark.parametrize(
    ("permission", "side", "roles", "allowed"),
    [
        (Permission.CONTRACTS_SIGN, Side.MERCHANT, {Role.SIGNATORY}, True),
        (Permission.CONTRACTS_SIGN, Side.MERCHANT, {Role.MANAGER}, False),
        (Permission.INVOICES_ISSUE, Side.VENDOR, {Role.FINANCE}, True),
        (Permission.INVOICES_ISSUE, Side.MERCHANT, {Role.FINANCE}, False),
        (Permission.MONTHS_ACCEPT, Side.VENDOR, {Role.OWNER}, False),
        (Permission.MONTHS_VIEW, Side.OPERATOR, {Role.OWNER}, False),
        (Permission.MONTHS_VIEW, Side.VENDOR, set(), False),
    ],
)
def test_a_permission_needs_the_right_side_and_a_role_that_holds_it(permission, side, roles, allowed):
    assert is_allowed(permission, side=side, roles=frozenset(roles)) is allowed


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_granted_and_the_owner_holds_it(permission):
    sides, roles = GRANTS[permission]
    assert sides
    assert Role.OWNER in roles
