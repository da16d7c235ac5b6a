"""The redemption catalogue: what members can have for what they saved, and what they have asked for."""
