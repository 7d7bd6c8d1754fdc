import ArgumentParser
import Configuration
@main struct AnnalsCommand: AsyncParsableCommand {}
