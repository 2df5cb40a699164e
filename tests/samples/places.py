"""Formats of maps and markets: alone, and beside a name."""

from __future__ import annotations

ALONE = {
    "arcgis-api-key": "AAPT<u120+>",
    "mapillary-token": "MLY|<d16>|<x32>",
    "felt-token": "felt_pat_<b43>",
}
BESIDE = {"databento-api-key": ("DATABENTO_API_KEY", "db-<w29>")}
