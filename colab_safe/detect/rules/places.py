"""Maps and markets whose keys have a mark of their own."""

from __future__ import annotations

from colab_safe.detect.checks import genuine, scrambled
from colab_safe.detect.pattern_rule import rule
from colab_safe.detect.patterns import bounded, near
from colab_safe.detect.rule import CONTEXT

RULES = (
    rule("arcgis-api-key", "ArcGIS API key", bounded(r"AAP[KT][A-Za-z0-9_-]{60,}\.{0,2}", "-"), ("aapk", "aapt"),
         "https://developers.arcgis.com/documentation/security-and-authentication/api-key-authentication/",
         "https://developers.arcgis.com/dashboard/", scrambled),
    rule("mapillary-token", "Mapillary access token", bounded(r"MLY\|[0-9]{14,20}\|[0-9a-f]{32}", "|"), ("mly|",),
         "https://www.mapillary.com/developer/api-documentation", "https://www.mapillary.com/dashboard/developers", genuine),
    rule("felt-token", "Felt personal access token", bounded(r"felt_pat_[A-Za-z0-9+/]{43}=?", "+/="), ("felt_pat_",),
         "https://developers.felt.com/rest-api/getting-started", "https://felt.com/users/integrations", genuine),
    rule("databento-api-key", "Databento API key", near("databento", r"db-[A-Za-z0-9]{29}", "-"), ("databento",),
         "https://databento.com/docs/api-historical/basics/authentication", "https://databento.com/portal/keys", scrambled, CONTEXT),
)  # fmt: skip
