using System.Text;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine;

public class SeenEventJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{/* */}")]
    [InlineData("{\"a\":01}")]
    public void IsObject_anything_else_is_refused(string json) => Assert.False(SeenEventJson.IsObject(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(100, true)]
    [InlineData(100_000, false)]
    public void IsObject_depth_is_bounded(int depth, bool accepted) => Assert.Equal(
        accepted,
        SeenEventJson.IsObject(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth) + new string(']', depth) + "}")));
}
