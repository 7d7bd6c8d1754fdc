public import Annals
import Foundation

/// Mails notices by a command that reads a message with its recipients, as `sendmail -t -i` does (Postfix, Exim, msmtp, nullmailer).
public struct MailDelivery: AlertDelivery {
  /// What rules call it.
  public let name: String
  private let recipients: [String]
  private let sender: String
  private let command: [String]
  private let now: @Sendable () -> Timestamp

  /// A delivery to some recipients.
  public init(
    _ name: String, to recipients: [String], from sender: String, command: [String] = ["/usr/sbin/sendmail", "-t", "-i"],
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.name = name
    self.recipients = recipients
    self.sender = sender
    self.command = command
    self.now = now
  }

  /// `mail`.
  public var kind: String { "mail" }

  /// Mails a notice. Throws ``AlertDeliveryError`` unless the command ends with status 0.
  public func deliver(_ notice: AlertNotice) async throws { try await CommandRun(words: command).run(message(notice)) }

  /// The message (RFC 5322, RFC 2045), its text in Base64, so that no name in it can be a header.
  func message(_ notice: AlertNotice) -> [UInt8] {
    let domain = sender.split(separator: "@").last.map(String.init) ?? "annals"
    let subject = String(notice.title.prefix(120))
    let headers = [
      "From: \(sender)", "To: \(recipients.joined(separator: ", "))", "Subject: \(Self.header(subject))", "Date: \(Self.date(now()))",
      // Sent again it is the same message.
      "Message-ID: <annals.\(notice.id)@\(domain)>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
    ]
    // The command takes lines as this machine ends them.
    let body = Data(NoticeText.text(notice).utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    return Array((headers.joined(separator: "\n") + "\n\n" + body + "\n").utf8)
  }

  /// A header's text as encoded words (RFC 2047), each within 75 characters.
  static func header(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) || text.contains("=?") else { return text }
    var words: [String] = []
    var part = ""
    for character in text {
      if part.utf8.count + String(character).utf8.count > 42 {
        words.append(part)
        part = ""
      }
      part.append(character)
    }
    return (words + [part]).map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\n ")
  }

  private static func date(_ moment: Timestamp) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss +0000"
    return formatter.string(from: moment.date)
  }
}
