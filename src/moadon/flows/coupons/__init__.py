"""Coupons beyond the till: codes given out, brought in, taken back, and told of."""
