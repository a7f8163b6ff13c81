using Reactor.Output;

namespace Reactor.Tests.Output;

public sealed class JsonLinesTests
{
    private sealed record Sample(string FirstName, long Big, string Data, string? Absent);

    [Fact]
    public void Row_record_becomes_snake_case_with_its_json_as_json()
    {
        var row = JsonLines.Row(new Sample("x", long.MaxValue, """{"a": [1, 18446744073709551615]}""", null), "data");

        Assert.Equal(
            """{"first_name":"x","big":9223372036854775807,"data":{"a":[1,18446744073709551615]},"absent":null}""", row.ToJsonString(JsonLines.Options));
    }

    [Fact]
    public void Row_data_as_deep_as_the_wire_allows_is_given()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 64)) + "1" + new string('}', 64);

        Assert.Contains(deep, JsonLines.Row(new Sample("x", 1, deep, null), "data").ToJsonString(JsonLines.Options), StringComparison.Ordinal);
    }
}
