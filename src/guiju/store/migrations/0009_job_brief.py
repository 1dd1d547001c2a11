from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_job'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='brief',
            field=models.TextField(null=True),
        ),
    ]
