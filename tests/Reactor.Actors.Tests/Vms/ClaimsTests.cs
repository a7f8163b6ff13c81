using Reactor.Actors.Vms;

namespace Reactor.Actors.Tests.Vms;

public class ClaimsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_a_key_has_is_what_going_over_all_finds(int seed)
    {
        var random = new Random(seed);
        var claims = new Claims<string, string>(owner => owner);
        var naive = new Dictionary<string, string>();
        for (var change = 0; change < 2000; change++)
        {
            var (value, key) = ($"c{random.Next(8)}", $"o{random.Next(4)}");
            if (random.Next(3) > 0)
            {
                claims.Set(value, key);
                naive[value] = key;
            }
            else
            {
                claims.Remove(value);
                naive.Remove(value);
            }

            Assert.Equal(naive.GetValueOrDefault(value), claims.Find(value));
            Assert.All(["o0", "o1", "o2", "o3"], each => Assert.Equal(naive.Where(entry => entry.Value == each).Select(entry => entry.Key).Order(), claims.Of(each).Order()));
        }
    }
}
