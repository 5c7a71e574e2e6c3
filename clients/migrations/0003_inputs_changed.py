from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_records")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("inputs_digest", None)),
                fields=["id"],
                name="application_inputs_changed",
            ),
        ),
    ]
