using System.Collections.Immutable;
using Reactor.Actors.Secrets;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Tests.Secrets;

public sealed class SecretResolverTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("value", "value")]
    [InlineData("value\n", "value")]
    [InlineData("value\r\n", "value")]
    [InlineData("two\nlines\n", "two\nlines")]
    public async Task Resolve_file_loses_one_trailing_line_break(string content, string expected)
    {
        var path = _folder.File("key");
        await File.WriteAllTextAsync(path, content);

        Assert.Equal(expected, await Resolver(new FileSecret(path)).ResolveAsync("hook_key", default));
    }

    [Fact]
    public async Task Resolve_file_changes_gives_the_new_value()
    {
        var path = _folder.File("key");
        var resolver = Resolver(new FileSecret(path));
        await File.WriteAllTextAsync(path, "old");
        Assert.Equal("old", await resolver.ResolveAsync("hook_key", default));

        await File.WriteAllTextAsync(path, "new");

        Assert.Equal("new", await resolver.ResolveAsync("hook_key", default));
    }

    [Fact]
    public async Task Resolve_file_is_missing_names_secret_and_path()
    {
        var path = _folder.File("absent");

        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => Resolver(new FileSecret(path)).ResolveAsync("hook_key", default).AsTask());

        Assert.Contains("`hook_key`", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_file_is_too_large_is_refused_without_its_content()
    {
        var path = _folder.File("key");
        await File.WriteAllTextAsync(path, new string('x', SecretResolver.MaxBytes + 1));

        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => Resolver(new FileSecret(path)).ResolveAsync("hook_key", default).AsTask());

        Assert.DoesNotContain("xxxx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_file_is_empty_is_refused()
    {
        var path = _folder.File("key");
        await File.WriteAllTextAsync(path, "\n");

        await Assert.ThrowsAsync<SecretUnavailableException>(() => Resolver(new FileSecret(path)).ResolveAsync("hook_key", default).AsTask());
    }

    [Fact]
    public async Task Resolve_environment_gives_the_variable()
    {
        _environment["HOOK_KEY"] = "value";

        Assert.Equal("value", await Resolver(new EnvironmentSecret("HOOK_KEY")).ResolveAsync("hook_key", default));
    }

    [Fact]
    public async Task Resolve_environment_is_not_set_names_the_variable()
    {
        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => Resolver(new EnvironmentSecret("HOOK_KEY")).ResolveAsync("hook_key", default).AsTask());

        Assert.Contains("HOOK_KEY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_credential_reads_systemd_folder()
    {
        _environment["CREDENTIALS_DIRECTORY"] = _folder.Path;
        await File.WriteAllTextAsync(_folder.File("hook.key"), "value\n");

        Assert.Equal("value", await Resolver(new CredentialSecret("hook.key")).ResolveAsync("hook_key", default));
    }

    [Fact]
    public async Task Resolve_unknown_name_says_where_to_add_it()
    {
        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => Resolver(new EnvironmentSecret("X")).ResolveAsync("other", default).AsTask());

        Assert.Contains("`other`", error.Message, StringComparison.Ordinal);
    }

    private SecretResolver Resolver(SecretSource source) =>
        new(ImmutableSortedDictionary<string, SecretSource>.Empty.Add("hook_key", source), name => _environment.GetValueOrDefault(name));
}
