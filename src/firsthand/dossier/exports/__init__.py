"""The dossier in the formats of other communities: FollowTheMoney, W3C PROV and CASE/UCO.

Each export is a plain function from a `ReportContent` to JSON values; none needs the package of the
format, none reads the clock or makes random names, so the same case gives the same bytes.
"""
