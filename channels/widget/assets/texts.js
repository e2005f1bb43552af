// The words of the interface. What the assistant says comes from the server.
const TEXTS = {
  nl: {
    assistant: 'Digitale assistent', you: 'Jij', employee: (name) => `${name}, medewerker`, notice: 'Bericht',
    says: (who) => `${who}:`, waiting: 'Wacht op een medewerker…', over: 'Gesprek afgesloten',
    person: 'Praat met een medewerker', menu: 'Menu', close: 'Sluit de chat',
    otherLanguage: 'English', askOther: 'English please', transcript: 'Gesprek bewaren', restart: 'Begin opnieuw',
    restartSure: 'Dit gesprek verdwijnt dan uit je scherm. Wat al geregeld is, blijft geregeld.', restartYes: 'Begin opnieuw', keep: 'Ga verder',
    log: 'Gesprek', label: 'Typ je bericht', send: 'Verstuur', hint: 'Enter verstuurt', hintMore: ', Shift+Enter begint een nieuwe regel',
    left: (n) => (n < 0 ? `${-n} tekens te veel` : `nog ${n} tekens`), tooLong: 'Je bericht is te lang. Stuur het in delen.',
    sending: 'Wordt verzonden…', waitingSend: 'Wordt verzonden zodra je weer online bent', sent: 'Verzonden', read: 'Gelezen',
    failed: 'Niet verzonden', retry: 'Probeer opnieuw', typing: (who) => `${who} is bezig`, writes: (name) => `${name} typt…`,
    loginBlocked: 'Je browser hield het inlogvenster tegen. Sta vensters van deze site toe en kies nog eens Inloggen, of ga hier verder.',
    loginLeft: 'Het inloggen is niet afgemaakt. Kies nog eens Inloggen, of ga hier verder.', loginFailed: 'Inloggen lukt nu niet. Probeer het zo nog eens, of ga hier verder.',
    offline: 'Geen verbinding. Je bericht wordt verzonden zodra je weer online bent.', back: 'Je bent weer verbonden.',
    choices: 'Antwoorden om uit te kiezen', source: 'Bron', newTab: 'opent in een nieuw tabblad', reference: 'Kenmerk',
    copy: ['Kopieer', 'kenmerk'], copied: 'Gekopieerd', download: ['Bewaar', 'bewijs'], print: 'Print', search: 'Zoek in de keuzes', nothingFound: 'Niets gevonden. Typ gerust je antwoord.', receipt: 'bewijs',
    pick: 'Kies…', optional: 'mag leeg blijven', missing: 'Vul dit in.', wrong: 'Dit klopt niet. Kijk het nog eens na.',
    files: 'Gekozen bestanden', pickFile: (n) => (n > 1 ? 'Kies bestanden' : 'Kies een bestand'), sendFiles: 'Verstuur', uploading: (name) => `${name} wordt verstuurd`, removeFile: (name) => `Verwijder ${name}`,
    uploadHint: (accept, mb, n) => `${accept.includes('application/pdf') ? (accept.length > 1 ? 'Een foto of pdf' : 'Een pdf') : 'Een foto'}, hooguit ${mb} MB${n > 1 ? `, tot ${n} stuks` : ''}. Slepen of plakken kan ook.`,
    tooManyFiles: (n) => `Er passen er hooguit ${n}.`, fileSize: (name, mb) => `${name} is te groot: hooguit ${mb} MB.`,
    fileProblem: { file_kind: 'dit bestand kan ik niet lezen. Kies een foto of een pdf.', file_size: 'dit bestand is te groot.', file_empty: 'dit bestand is leeg.', file_unsafe: 'dit bestand kwam niet door onze controle. Kies een ander.', file_unscanned: 'we kunnen dit bestand nu niet controleren. Probeer het later nog eens.', too_many_files: 'er staan al te veel bestanden in dit gesprek.', other: 'het versturen lukte niet. Probeer het nog eens.' },
    jump: (n) => (n === 1 ? '1 nieuw bericht' : `${n} nieuwe berichten`), bottom: 'Naar beneden',
    nowPerson: (name) => `Je praat nu met ${name}, medewerker`,
    ended: 'Dit gesprek is afgesloten. Typ een bericht om een nieuw gesprek te beginnen.',
    expired: 'Je vorige gesprek is verlopen. Dit is een nieuw gesprek.', unavailable: 'De chat is even niet bereikbaar. We proberen het opnieuw.',
    elsewhere: 'Dit gesprek is in een ander tabblad gestopt. Typ een bericht om opnieuw te beginnen.',
    why: 'Waarom dit antwoord?', today: 'Vandaag', because: 'omdat', already: 'Je aanvraag voor een medewerker staat klaar.',
  },
  en: {
    assistant: 'Digital assistant', you: 'You', employee: (name) => `${name}, employee`, notice: 'Notice',
    says: (who) => `${who}:`, waiting: 'Waiting for an employee…', over: 'Conversation ended',
    person: 'Talk to a person', menu: 'Menu', close: 'Close the chat',
    otherLanguage: 'Nederlands', askOther: 'In het Nederlands graag', transcript: 'Save the conversation', restart: 'Start again',
    restartSure: 'This conversation then leaves your screen. What has been arranged stays arranged.', restartYes: 'Start again', keep: 'Go on',
    log: 'Conversation', label: 'Type your message', send: 'Send', hint: 'Enter sends', hintMore: ', Shift+Enter starts a new line',
    left: (n) => (n < 0 ? `${-n} characters too many` : `${n} characters left`), tooLong: 'Your message is too long. Send it in parts.',
    sending: 'Sending…', waitingSend: 'Will be sent when you are online again', sent: 'Sent', read: 'Read',
    failed: 'Not sent', retry: 'Try again', typing: (who) => `${who} is working on it`, writes: (name) => `${name} is typing…`,
    loginBlocked: 'Your browser blocked the sign-in window. Allow windows from this site and choose Sign in again, or go on here.',
    loginLeft: 'Signing in was not finished. Choose Sign in again, or go on here.', loginFailed: 'Signing in doesn’t work right now. Try again in a moment, or go on here.',
    offline: 'No connection. Your message will be sent when you are online again.', back: 'You are connected again.',
    choices: 'Answers to choose from', source: 'Source', newTab: 'opens in a new tab', reference: 'Reference',
    copy: ['Copy', 'reference'], copied: 'Copied', download: ['Save', 'receipt'], print: 'Print', search: 'Search the choices', nothingFound: 'Nothing found. Feel free to type your answer.', receipt: 'receipt',
    pick: 'Choose…', optional: 'may stay empty', missing: 'Fill this in.', wrong: 'This is not right. Please look again.',
    files: 'Chosen files', pickFile: (n) => (n > 1 ? 'Choose files' : 'Choose a file'), sendFiles: 'Send', uploading: (name) => `${name} is being sent`, removeFile: (name) => `Remove ${name}`,
    uploadHint: (accept, mb, n) => `${accept.includes('application/pdf') ? (accept.length > 1 ? 'A photo or PDF' : 'A PDF') : 'A photo'} of at most ${mb} MB${n > 1 ? `, up to ${n} of them` : ''}. You can drag or paste too.`,
    tooManyFiles: (n) => `At most ${n} fit.`, fileSize: (name, mb) => `${name} is too large: at most ${mb} MB.`,
    fileProblem: { file_kind: 'I cannot read this file. Choose a photo or a PDF.', file_size: 'this file is too large.', file_empty: 'this file is empty.', file_unsafe: 'this file did not pass our check. Choose another one.', file_unscanned: 'we cannot check this file right now. Please try again later.', too_many_files: 'this conversation has too many files already.', other: 'sending did not work. Please try again.' },
    jump: (n) => (n === 1 ? '1 new message' : `${n} new messages`), bottom: 'To the latest',
    nowPerson: (name) => `You are now talking to ${name}, employee`,
    ended: 'This conversation has ended. Type a message to start a new one.',
    expired: 'Your last conversation has expired. This is a new one.', unavailable: 'The chat cannot be reached just now. We keep trying.',
    elsewhere: 'This conversation was stopped in another tab. Type a message to start again.',
    why: 'Why this answer?', today: 'Today', because: 'because', already: 'Your request for a person has been made.',
  },
};

/** The words of a language; `language` says which, `date` and `time` write a moment in it. */
export function words(language) {
  const base = (language || '').slice(0, 2);
  const known = TEXTS[base] ? base : 'nl';
  const locale = known === 'nl' ? 'nl-NL' : 'en-GB';
  return {
    ...TEXTS[known],
    language: known,
    other: known === 'nl' ? 'en' : 'nl',
    time: (at) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at),
    date: (at) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(at),
    full: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at),
  };
}
