"""Levels that members hold: known while receipts are judged, changed by the night and by hand, and told."""
