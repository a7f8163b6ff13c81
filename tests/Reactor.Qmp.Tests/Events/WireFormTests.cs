using System.Text;

namespace Reactor.Qmp.Tests.Events;

public class WireFormTests
{
    [Theory]
    [InlineData("ACPI_DEVICE_OST", """{"slot": "0", "source": 1}""", """{"info": {"slot": "0", "source": 1}}""")]
    [InlineData("ACPI_DEVICE_OST", """{"info": {"slot": "0", "source": 1}}""", """{"info": {"slot": "0", "source": 1}}""")]
    [InlineData("ACPI_DEVICE_OST", """{"info": {"slot": "0"}, "source": 1}""", """{"info": {"slot": "0"}, "source": 1}""")]
    [InlineData("ACPI_DEVICE_OST", "{}", "{}")]
    [InlineData("QUORUM_FAILURE", """{"sector-count":5,"x":"sector-count"}""", """{"sectors-count":5,"x":"sector-count"}""")]
    [InlineData("QUORUM_REPORT_BAD", """{"x": {"sector-count": 1}, "sector-count" : 5}""", """{"x": {"sector-count": 1}, "sectors-count" : 5}""")]
    [InlineData("QUORUM_REPORT_BAD", """{"sector\u002dcount": 5}""", """{"sectors-count": 5}""")]
    [InlineData("QUORUM_REPORT_BAD", """{"sectors-count": 5, "sector-count": 6}""", """{"sectors-count": 5, "sector-count": 6}""")]
    [InlineData("QUORUM_REPORT_BAD", """{"sectors-count": 5}""", """{"sectors-count": 5}""")]
    [InlineData("STOP", """{"sector-count": 5 ,"source":1}""", """{"sector-count": 5 ,"source":1}""")]
    [InlineData("STOP", "", "{}")]
    public void Normalise_presents_the_wires_form(string name, string data, string expected) => Assert.Equal(expected, Normalise(name, data));

    [Fact]
    public void Normalise_pretty_data_gets_the_spacing_of_one_line() =>
        Assert.Equal(
            """{"a": [1, 2, {}], "b\"\\": "x:,  y\n", "c": {"d": null}}""",
            Normalise("STOP", "{\r\n\t\"a\": [\r\n  1,\r\n  2, {\r\n}],\r\n \"b\\\"\\\\\":\"x:,  y\\n\",\r\n\"c\" : {\"d\": null}\r\n}"));

    private static string Normalise(string name, string data) => Encoding.UTF8.GetString(WireForm.Normalise(name, Encoding.UTF8.GetBytes(data)).Span);
}
