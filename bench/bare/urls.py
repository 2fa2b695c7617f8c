"""裸框架的网址。"""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("items", views.create),
    path("items/list", views.items),
    path("items/<int:pk>/status", views.change),
    path("status/<str:code>", views.status),
]
