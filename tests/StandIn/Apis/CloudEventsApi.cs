using System.Text.Json;

namespace StandIn.Apis;

/// <summary>CloudEvents 1.0: the attributes' types, by the specification's sections 2 and 3.</summary>
internal static class CloudEventsApi
{
    public static string Problems(JsonElement e)
    {
        var problems = new JsonProblems();
        problems.Members(e, "the event", "specversion id source type", "datacontenttype dataschema subject time data");
        problems.Check(e.GetProperty("specversion").GetString() == "1.0", "specversion is another");
        foreach (var name in (string[])["id", "source", "type", "subject", "datacontenttype"])
            problems.Text(e, name, 1024);
        problems.Check(Uri.TryCreate(e.GetProperty("source").GetString(), UriKind.RelativeOrAbsolute, out _), "source is no reference of a URI");
        problems.Time(e, "time");
        problems.Check(e.EnumerateObject().Where(m => m.Name != "data").All(m => m.Value.GetString()!.All(c => !char.IsControl(c))), "an attribute has a control character");
        return problems.ToString();
    }
}
