"""The redemption catalogue in the office: rewards, their stock, what members asked for."""
