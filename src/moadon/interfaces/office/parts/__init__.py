"""What every page of the office is made of: who may see it, lists, exports, refusals in words, toasts."""
