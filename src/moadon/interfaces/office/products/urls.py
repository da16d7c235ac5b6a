"""Addresses of the catalogue's pages."""

from django.urls import path

from moadon.interfaces.office.products import categories, pages

urlpatterns = [
    path("products/", pages.product_list, name="products"),
    path("products/add", pages.add, name="product-add"),
    path("products/<str:product_id>", pages.edit, name="product"),
    path("categories/", categories.category_list, name="categories"),
    path("categories/add", categories.add, name="category-add"),
    path("categories/<int:category_id>", categories.edit, name="category"),
    path("categories/<int:category_id>/remove", categories.remove, name="category-remove"),
]
