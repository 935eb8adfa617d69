"""Addresses of the desk."""

from django.urls import path

from vorzimmer.desk import disputes, requests, tasks, views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="board"),
    path("queue/", views.queue, name="queue"),
    path("card/", views.card, name="card"),
    path("presence/", views.presence, name="presence"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<uuid:record_id>/undo/", tasks.undo, name="task-undo"),
    path("customers/<uuid:customer_id>/dispute/", disputes.dispute, name="dispute"),
    path("calls/<uuid:call_id>/draft/", views.draft, name="draft"),
    path("calls/<uuid:call_id>/note/", views.save, name="save"),
    path("calls/<uuid:call_id>/close/", views.close, name="close"),
    path("calls/<uuid:call_id>/third/", views.third, name="third"),
    path("calls/<uuid:call_id>/request/", requests.request_of_caller, name="request"),
    path("calls/<uuid:call_id>/<slug:deed>/", views.deed, name="deed"),
]
