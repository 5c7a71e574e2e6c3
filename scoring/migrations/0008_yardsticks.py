"""Where past clients stood in each feature, kept with the model version."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of its own; versions known before have none, and are read without."""

    dependencies = [("scoring", "0007_plan_for_the_clients_at_hand")]

    operations = [
        migrations.AddField(
            model_name="modelversion",
            name="yardsticks",
            field=models.JSONField(default=dict),
        ),
    ]
