using Reactor.Cel.Tests.Checking;
using Reactor.Measuring;

namespace Reactor.Cel.Tests.Evaluation;

public sealed class HotPathTests
{
    private static readonly CelMap Vm = CelMap.Of(("labels", Map(("env", CelValue.From("prod")))).Entry(), ("name", CelValue.From("db-1")).Entry());

    [Theory]
    [InlineData("vm.labels.env == \"prod\" && data.info.status != 0 && data.info.source in [1, 3]")]
    [InlineData("is_prod && data.info.source in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]")]
    [InlineData("has(data.`node-name`) || vm.name.startsWith(\"db-\") && data.source + 1 > 2 && vm.name.matches(\"^db-[0-9]$\")")]
    [InlineData("vm.name.contains(\"b\") && size(vm.name) == 4 && (data.info.status > 0 ? true : false)")]
    public void Evaluation_over_host_maps_does_not_allocate(string expression)
    {
        var program = Sample.Environment.CompileUnchecked(expression).Program!;
        var info = Map(("source", CelValue.From(3L)), ("status", CelValue.From(1L)));
        var activation = new ArrayActivation(CelValue.From(new HostMap(new() { ["info"] = info, ["source"] = CelValue.From(5L) })), CelValue.From(Vm), CelValue.Null, CelValue.Null);
        var allocated = Allocated.By(() =>
        {
            for (var i = 0; i < 1000; i++)
                program.Evaluate(activation);
        });
        Assert.True(program.Evaluate(activation).IsTrue);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Program_is_shared_by_threads()
    {
        var program = Sample.Environment.Compile("db_vms.map(x, x + \"!\").exists(y, y == vm.name)").Program!;
        Parallel.For(0, 2000, i =>
        {
            var vm = CelMap.Of((CelValue.From("name"), CelValue.From($"{i}!")));
            var list = CelList.Of(CelValue.From("a"), CelValue.From(i % 2 == 0 ? $"{i}" : "b"));
            var result = program.Evaluate(new ArrayActivation(CelValue.Null, CelValue.From(vm), CelValue.Null, CelValue.From(list)));
            Assert.Equal(CelValue.From(i % 2 == 0), result);
        });
    }

    private static CelValue Map(params (string Key, CelValue Value)[] entries) => CelValue.From(CelMap.Of([.. entries.Select(e => e.Entry())]));

    /// <summary>A map as a host may have one: names looked up without making a value of the key.</summary>
    private sealed class HostMap(Dictionary<string, CelValue> fields) : CelMap
    {
        public override int Count => fields.Count;

        public override IEnumerable<CelValue> Keys => fields.Keys.Select(k => CelValue.From(k));

        public override bool TryGet(CelValue key, out CelValue value)
        {
            value = default;
            return key.Kind == CelKind.String && fields.TryGetValue(key.AsString, out value);
        }

        public override bool TryGetField(string name, out CelValue value) => fields.TryGetValue(name, out value);
    }
}

internal static class EntryExtensions
{
    public static (CelValue Key, CelValue Value) Entry(this (string Key, CelValue Value) entry) => (CelValue.From(entry.Key), entry.Value);
}
