using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reactor.Qmp;

/// <summary>One of the files that TLS needs.</summary>
public enum TlsPart
{
    /// <summary>The certificates that the other side is checked against.</summary>
    Ca,

    /// <summary>This side's certificate.</summary>
    Certificate,

    /// <summary>The key of this side's certificate.</summary>
    Key,
}

/// <summary>What is wrong with a file of TLS.</summary>
/// <param name="Part">Which file.</param>
/// <param name="Message">What is wrong, for people, without the path.</param>
public sealed record TlsProblem(TlsPart Part, string Message);

/// <summary>
/// TLS by the PEM files that it is made from. They are read for each connection, so renewed files need no restart. The other side must have a
/// certificate of the given authority for the given name.
/// </summary>
/// <param name="CaFile">Certificates of the authorities that are trusted, and no others; null for those that the system trusts.</param>
/// <param name="CertFile">This side's certificate, those that lead to its authority after it; null for none.</param>
/// <param name="KeyFile">Its key, without a password; null where there is no certificate.</param>
/// <param name="ServerName">The name that the other side's certificate must have; null for the host of the address.</param>
public sealed record TlsFiles(string? CaFile, string? CertFile, string? KeyFile, string? ServerName = null)
{
    private const int MaxFileBytes = 1024 * 1024;
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    /// <summary>Reads the files for a monitor's connection.</summary>
    /// <param name="address">The monitor's address.</param>
    /// <exception cref="QmpException"><see cref="QmpFailure.ConnectFailed"/>: a file can't be used.</exception>
    public SslClientAuthenticationOptions Load(TcpQmpAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return Load(address.Host);
        }
        catch (InvalidDataException e)
        {
            throw new QmpException(QmpFailure.ConnectFailed, $"{address}: {e.Message}", e);
        }
    }

    /// <summary>Reads the files.</summary>
    /// <param name="host">The host of the address.</param>
    /// <exception cref="InvalidDataException">A file can't be used. The message never holds what is in a file.</exception>
    public SslClientAuthenticationOptions Load(string host)
    {
        try
        {
            return new SslClientAuthenticationOptions
            {
                TargetHost = ServerName ?? host,
                CertificateChainPolicy = CaFile is null ? null : Policy(CaFile),
                ClientCertificateContext = ReadOwn() is { } own ? SslStreamCertificateContext.Create(own[0], [.. own.Skip(1)], offline: true) : null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
        {
            throw new InvalidDataException($"the files of TLS can't be used: {e.Message}", e);
        }
    }

    /// <summary>Reads the files for a server's side of a connection.</summary>
    /// <exception cref="InvalidDataException">A file can't be used. The message never holds what is in a file.</exception>
    public SslServerAuthenticationOptions LoadServer()
    {
        try
        {
            var own = ReadOwn() ?? throw new InvalidDataException("there is no certificate");
            return new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(own[0], [.. own.Skip(1)], offline: true) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
        {
            throw new InvalidDataException($"the files of TLS can't be used: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with the files now: missing, unreadable, no certificates, not yet or no longer valid, a key of another certificate.</summary>
    /// <param name="now">The time.</param>
    public IReadOnlyList<TlsProblem> FindProblems(DateTimeOffset now)
    {
        var problems = new List<TlsProblem>();
        if (CaFile is { } ca)
            Try(TlsPart.Ca, () => Judge(TlsPart.Ca, ReadCertificates(ca), now, problems), problems);
        if (CertFile is not { } certificate || KeyFile is not { } key)
            return problems;
        bool isRead = Try(TlsPart.Certificate, () => Judge(TlsPart.Certificate, ReadCertificates(certificate), now, problems), problems);
        if (Try(TlsPart.Key, () => ReadText(key), problems) && isRead)
            Try(TlsPart.Key, () => ReadOwn(), problems);
        return problems;
    }

    /// <summary>
    /// The same as before as long as the files hold the same. By their content: files that are renewed together often lie behind links, of which one is switched, and may be of
    /// the same moment and length. Of one that can't be read it tells that alone; loading it says why.
    /// </summary>
    public string Stamp() => string.Join('|', new[] { CaFile, CertFile, KeyFile }.Select(StampOf));

    private static X509ChainPolicy Policy(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(ReadCertificates(caFile));
        return policy;
    }

    private static void Judge(TlsPart part, X509Certificate2Collection certificates, DateTimeOffset now, List<TlsProblem> problems)
    {
        foreach (var certificate in certificates)
        {
            if (now < certificate.NotBefore)
                problems.Add(new(part, $"the certificate {certificate.Subject} is not valid before {certificate.NotBefore.ToUniversalTime():u}"));
            else if (now > certificate.NotAfter)
                problems.Add(new(part, $"the certificate {certificate.Subject} is not valid any more, since {certificate.NotAfter.ToUniversalTime():u}"));
            else if (now > certificate.NotAfter - s_soon)
                problems.Add(new(part, $"the certificate {certificate.Subject} is valid until {certificate.NotAfter.ToUniversalTime():u} only"));
        }
    }

    private static bool Try(TlsPart part, Action read, List<TlsProblem> problems)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
        {
            problems.Add(new(part, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message));
            return false;
        }
    }

    private static X509Certificate2Collection ReadCertificates(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(ReadText(path));
        return certificates.Count > 0 ? certificates : throw new InvalidDataException($"{path} holds no certificate in PEM form");
    }

    private X509Certificate2Collection? ReadOwn()
    {
        if (CertFile is null || KeyFile is null)
            return null;
        var certificates = ReadCertificates(CertFile);
        try
        {
            certificates[0] = X509Certificate2.CreateFromPem(certificates[0].ExportCertificatePem(), ReadText(KeyFile));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Never what the key's file holds.
            throw new InvalidDataException($"{KeyFile} holds no key, without a password, of the first certificate in {CertFile}", e);
        }

        return certificates;
    }

    private static string StampOf(string? path)
    {
        try
        {
            return path is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ReadText(path))));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return "none";
        }
    }

    private static string ReadText(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length > MaxFileBytes ? throw new InvalidDataException($"{path} has more than {MaxFileBytes:N0} bytes") : File.ReadAllText(path);
    }
}
