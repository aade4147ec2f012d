#include "domain/text/phrases.hpp"

#include <array>

namespace takeover::domain {
namespace {

// clang-format off
constexpr auto lists = std::to_array<language_phrases>({
    {"en",  // English
        "talk to a human|talk to a person|talk to a real person|talk to a real human|"
        "talk to an agent|talk to someone|talk to somebody|talk with a human|talk with a person|"
        "talk with someone|talk to support|talk to customer service|talk to a representative|"
        "speak to a human|speak to a person|speak to a real person|speak to an agent|"
        "speak to someone|speak to somebody|speak to a manager|speak to a representative|"
        "speak with a human|speak with a person|speak with someone|speak with a representative|"
        "chat with a human|chat with a person|chat with a real person|chat with someone|"
        "connect me to a human|connect me to a person|connect me with a human|"
        "connect me with a person|connect me with someone|connect me to someone|"
        "transfer me to a human|transfer me to a person|transfer me to an agent|"
        "put me through to someone|put me through to a human|get me a human|get me a person|"
        "get a human|want a human|want a real person|need a human|need a real person|"
        "human please|real person please|talk to a live agent|speak to a live agent|agent please|"
        "speak to support|talk to a member of staff|speak to a member of staff|talk to human|"
        "talk to person|talk to real person|talk to real human|talk to agent|talk with human|"
        "talk with person|talk to representative|speak to human|speak to person|"
        "speak to real person|speak to agent|speak to manager|speak to representative|"
        "speak with human|speak with person|speak with representative|chat with human|"
        "chat with person|chat with real person|connect me to human|connect me to person|"
        "connect me with human|connect me with person|transfer me to human|transfer me to person|"
        "transfer me to agent|talk to live agent|speak to live agent|talk to member of staff|"
        "speak to member of staff",
        "get a quote|send me a quote|give me a quote|like a quote|need a quote|want a quote|"
        "request a quote|make me an offer|send me an offer|get an offer|book a demo|"
        "request a demo|schedule a demo|schedule a call|book a call|arrange a call|call me back|"
        "give me a call|please call me|can you call me|could you call me|contact me|"
        "get in touch with me|get back to me|reach out to me|email me|e mail me|send me a mail|"
        "write to me|send me an email|send me an e mail|send me more information|"
        "send me some information|send me details|send me the details|leave my email|"
        "leave my details|leave you my details|here is my email|talk to sales|speak to sales|"
        "contact sales|ready to buy|want to buy|like to buy|interested in buying|"
        "want to order in bulk|place a large order|buy for my company|buy for our company|"
        "buy for our office",
        "yes|yes please|yes please do|yes do|yes do that|yes get a person|yes get someone|"
        "yes i would|yes i do|yes that would be great|yeah|yeah please|yep|yup|sure|sure please|"
        "ok|okay|ok please|okay please|please|please do|go ahead|do it|do that|"
        "that would be great|that would be nice",
        "dont|not|no|never|doesnt|didnt|wont|without|neednt|shouldnt|wouldnt",
        "to|want|wanna|need|like|wish|have|having|ever|really|going|make|me|even|just"},
    {"de",  // German
        "mit einem Menschen sprechen|mit einem Mitarbeiter sprechen|"
        "mit einer Mitarbeiterin sprechen|mit jemandem sprechen|mit jemand sprechen|"
        "mit einer Person sprechen|mit einer echten Person sprechen|"
        "mit einem echten Menschen sprechen|mit dem Kundendienst sprechen|"
        "mit dem Support sprechen|mit einem Menschen reden|mit jemandem reden|"
        "mit einer echten Person reden|mit einem Menschen chatten|einen Menschen sprechen|"
        "einen Mitarbeiter sprechen|verbinden Sie mich mit einem Menschen|"
        "verbinden Sie mich mit einem Mitarbeiter|verbinden Sie mich mit jemandem|"
        "verbinde mich mit einem Menschen|brauche einen Menschen|will einen Menschen|"
        "möchte einen Menschen|echten Menschen bitte|Mitarbeiter bitte",
        "rufen Sie mich an|rufen Sie mich zurück|ruft mich zurück|bitte um Rückruf|Rückruf bitte|"
        "schicken Sie mir ein Angebot|senden Sie mir ein Angebot|ein Angebot bekommen|"
        "möchte ein Angebot|brauche ein Angebot|schreiben Sie mir|kontaktieren Sie mich|"
        "melden Sie sich bei mir|einen Termin vereinbaren",
        "ja|ja bitte|ja gerne|gern|gerne|ok|okay|klar|natürlich|bitte|mach das|machen Sie das",
        "nicht|kein|keinen|keine|nie|niemals|ohne",
        "möchte|will|unbedingt|mehr|gerne|jetzt"},
    {"fr",  // French
        "parler à un humain|parler à une personne|parler à une vraie personne|parler à quelqu'un|"
        "parler avec quelqu'un|parler avec un humain|parler à un conseiller|parler à un agent|"
        "parler avec un conseiller|parler à un être humain|discuter avec un humain|"
        "discuter avec quelqu'un|discuter avec un conseiller|joindre un conseiller|"
        "contacter un conseiller|un conseiller s'il vous plaît|un humain s'il vous plaît|"
        "mettez-moi en relation avec un conseiller|mettez-moi en relation avec quelqu'un|"
        "passez-moi un conseiller|passez-moi quelqu'un|besoin d'un humain|veux un humain",
        "rappelez-moi|me rappeler|appelez-moi|contactez-moi|me contacter|écrivez-moi|"
        "envoyez-moi un devis|demander un devis|obtenir un devis|avoir un devis|"
        "voudrais un devis|besoin d'un devis|prendre rendez-vous",
        "oui|oui merci|oui s'il vous plaît|oui volontiers|volontiers|d'accord|ok|bien sûr|"
        "s'il vous plaît|allez-y",
        "pas|jamais|sans|ne",
        "veux|souhaite|envie|besoin|de|voudrais|plus|à"},
    {"es",  // Spanish
        "hablar con una persona|hablar con un humano|hablar con alguien|hablar con un agente|"
        "hablar con una persona real|hablar con un ser humano|hablar con un asesor|"
        "hablar con un representante|hablar con atención al cliente|comunicarme con un agente|"
        "comunicarme con una persona|chatear con una persona|chatear con un agente|"
        "conéctame con un agente|conéctame con una persona|páseme con un agente|"
        "pásame con una persona|pásame con alguien|quiero un humano|necesito un humano|"
        "un agente por favor|una persona por favor",
        "llámame|llámeme|me pueden llamar|me puedes llamar|devuélvame la llamada|contáctame|"
        "contácteme|contactarme|escríbame|escríbeme|envíeme un presupuesto|"
        "envíame un presupuesto|pedir un presupuesto|solicitar un presupuesto|"
        "quiero un presupuesto|necesito un presupuesto|una cotización",
        "sí|si|sí por favor|claro|vale|de acuerdo|por supuesto|por favor|ok|adelante",
        "no|nunca|sin|tampoco",
        "quiero|necesito|deseo|quisiera|que|a|tener"},
    {"it",  // Italian
        "parlare con una persona|parlare con un umano|parlare con qualcuno|"
        "parlare con un operatore|parlare con un essere umano|parlare con una persona vera|"
        "parlare con l'assistenza|chattare con una persona|chattare con un operatore|"
        "mi passi un operatore|passami un operatore|mettimi in contatto con un operatore|"
        "voglio un operatore|vorrei un operatore|un operatore per favore|una persona per favore",
        "mi richiami|richiamatemi|chiamatemi|mi chiami|contattatemi|mi contatti|"
        "essere contattato|essere contattata|scrivetemi|mandatemi un preventivo|"
        "inviatemi un preventivo|vorrei un preventivo|richiedere un preventivo|"
        "avere un preventivo",
        "sì|si|sì grazie|sì per favore|certo|va bene|d'accordo|volentieri|per favore|ok",
        "non|mai|senza",
        "voglio|vorrei|bisogno|di|desidero"},
    {"pt",  // Portuguese
        "falar com uma pessoa|falar com um humano|falar com alguém|falar com um atendente|"
        "falar com um agente|falar com uma pessoa real|falar com um ser humano|"
        "falar com o suporte|falar com um operador|conversar com uma pessoa|"
        "conversar com um humano|conversar com um atendente|me transfira para um atendente|"
        "me passe para um atendente|quero um humano|preciso de um humano|um atendente por favor|"
        "atendimento humano",
        "me liguem|me ligue|ligue para mim|me liga|entre em contato comigo|"
        "entrem em contacto comigo|me contatem|contatem-me|escrevam-me|me envie um orçamento|"
        "enviem-me um orçamento|quero um orçamento|preciso de um orçamento|pedir um orçamento|"
        "solicitar um orçamento",
        "sim|sim por favor|claro|pode ser|com certeza|tudo bem|por favor|ok|está bem",
        "não|nunca|sem",
        "quero|preciso|desejo|gostaria|de"},
    {"nl",  // Dutch
        "met een mens praten|met iemand praten|met een medewerker praten|"
        "met een echt persoon praten|met een persoon praten|een mens spreken|iemand spreken|"
        "een medewerker spreken|met een mens spreken|met iemand spreken|"
        "met een medewerker spreken|met een mens chatten|met een medewerker chatten|"
        "praten met een mens|praten met iemand|praten met een medewerker|"
        "spreken met een medewerker|spreken met iemand|verbind me door met een medewerker|"
        "verbind mij door met een medewerker|een medewerker alstublieft|een mens alsjeblieft",
        "bel me terug|bel mij terug|bel me|teruggebeld worden|neem contact met me op|"
        "neem contact met mij op|stuur me een offerte|stuur mij een offerte|"
        "een offerte ontvangen|een offerte aanvragen|wil een offerte|een afspraak maken",
        "ja|ja graag|graag|ja alsjeblieft|ja alstublieft|oké|ok|prima|natuurlijk|doe maar",
        "niet|geen|nooit|zonder",
        "wil|hoef|te|graag"},
    {"sv",  // Swedish
        "prata med en människa|prata med någon|prata med en person|prata med en riktig person|"
        "prata med en riktig människa|prata med kundtjänst|prata med kundservice|"
        "prata med en handläggare|prata med en medarbetare|tala med en människa|tala med någon|"
        "tala med en person|tala med kundtjänst|chatta med en människa|chatta med någon|"
        "koppla mig till en människa|koppla mig till kundtjänst|koppla mig till någon|"
        "en människa tack|vill ha en människa|behöver en människa",
        "ring mig|ring upp mig|ringa mig|bli uppringd|kontakta mig|bli kontaktad|mejla mig|"
        "maila mig|skicka en offert|få en offert|vill ha en offert|begära en offert|boka ett möte",
        "ja|ja tack|gärna|ja gärna|okej|ok|visst|absolut|snälla",
        "inte|aldrig|utan|ingen",
        "vill|behöver|att|ha"},
    {"da",  // Danish
        "tale med et menneske|tale med nogen|tale med en person|tale med en medarbejder|"
        "tale med kundeservice|snakke med et menneske|snakke med nogen|snakke med en person|"
        "snakke med en medarbejder|chatte med et menneske|chatte med en medarbejder|"
        "stil mig om til en medarbejder|et menneske tak|en medarbejder tak",
        "ring til mig|ring mig op|ringe til mig|blive ringet op|kontakt mig|kontakte mig|"
        "skriv til mig|send mig et tilbud|få et tilbud|vil have et tilbud|bede om et tilbud",
        "ja|ja tak|gerne|ja gerne|okay|ok|selvfølgelig|fint",
        "ikke|aldrig|uden",
        "vil|ønsker|at|behøver|gerne"},
    {"nb",  // Norwegian
        "snakke med et menneske|snakke med noen|snakke med en person|snakke med en ekte person|"
        "snakke med en kundebehandler|snakke med kundeservice|snakke med en medarbeider|"
        "prate med et menneske|prate med noen|prate med en person|prate med kundeservice|"
        "chatte med et menneske|sett meg over til en kundebehandler|sett meg over til noen|"
        "et menneske takk",
        "ring meg|ringe meg|bli oppringt|kontakt meg|kontakte meg|skriv til meg|"
        "send meg et tilbud|få et tilbud|vil ha et tilbud|be om et tilbud",
        "ja|ja takk|gjerne|ja gjerne|greit|ok|okei|selvfølgelig",
        "ikke|aldri|uten",
        "vil|ønsker|å|trenger|gjerne"},
    {"fi",  // Finnish
        "haluan puhua ihmiselle|haluan puhua ihmisen kanssa|haluan puhua jonkun kanssa|"
        "haluan puhua asiakaspalvelijan kanssa|haluaisin puhua ihmiselle|"
        "haluaisin puhua ihmisen kanssa|haluaisin puhua jonkun kanssa|"
        "haluaisin puhua asiakaspalvelijan kanssa|voinko puhua ihmiselle|"
        "voinko puhua ihmisen kanssa|voinko puhua jonkun kanssa|voinko jutella ihmisen kanssa|"
        "haluan jutella ihmisen kanssa|yhdistä minut asiakaspalvelijalle|yhdistä minut ihmiselle|"
        "ihminen kiitos|asiakaspalvelija kiitos",
        "soittakaa minulle|soita minulle|ottakaa yhteyttä minuun|ota yhteyttä minuun|"
        "lähettäkää minulle tarjous|haluan tarjouksen|haluaisin tarjouksen|pyydän tarjousta|"
        "kirjoittakaa minulle",
        "kyllä|kyllä kiitos|joo|kiitos kyllä|ok|okei|selvä|mielellään",
        "",
        ""},
    {"pl",  // Polish
        "porozmawiać z człowiekiem|porozmawiać z kimś|porozmawiać z konsultantem|"
        "porozmawiać z pracownikiem|porozmawiać z osobą|rozmawiać z człowiekiem|rozmawiać z kimś|"
        "rozmawiać z konsultantem|rozmawiać z prawdziwą osobą|połącz mnie z człowiekiem|"
        "połącz mnie z konsultantem|proszę połączyć z konsultantem|"
        "proszę o kontakt z konsultantem|człowieka proszę|konsultanta proszę",
        "proszę o telefon|proszę do mnie zadzwonić|zadzwońcie do mnie|oddzwońcie do mnie|"
        "proszę oddzwonić|proszę o kontakt|skontaktujcie się ze mną|napiszcie do mnie|"
        "proszę o ofertę|chcę ofertę|wyślijcie mi ofertę|prześlijcie mi ofertę|proszę o wycenę",
        "tak|tak proszę|tak poproszę|poproszę|jasne|dobrze|ok|oczywiście|chętnie",
        "nie|nigdy|bez",
        "chcę|chce|potrzebuję|muszę"},
    {"cs",  // Czech
        "mluvit s člověkem|mluvit s někým|mluvit s operátorem|mluvit s živým člověkem|"
        "mluvit se zaměstnancem|promluvit si s člověkem|promluvit s člověkem|promluvit s někým|"
        "hovořit s operátorem|spojte mě s člověkem|spojte mě s operátorem|"
        "přepojte mě na operátora|chci člověka|operátora prosím|člověka prosím",
        "zavolejte mi|zavolat mi|kontaktujte mě|ozvěte se mi|napište mi|pošlete mi nabídku|"
        "zašlete mi nabídku|chci nabídku|poptat cenovou nabídku|cenovou nabídku prosím",
        "ano|ano prosím|jo|jasně|dobře|ok|určitě|prosím",
        "ne|nechci|nechtěl|nepotřebuji|nepotřebuju|nemusím|nikdy|bez",
        "chci|bych|potřebuji|si"},
    {"ru",  // Russian
        "поговорить с человеком|поговорить с оператором|поговорить с кем-нибудь|"
        "поговорить с менеджером|поговорить с живым человеком|поговорить с сотрудником|"
        "говорить с человеком|говорить с оператором|пообщаться с человеком|"
        "пообщаться с оператором|связаться с оператором|связаться с менеджером|"
        "соедините с оператором|соедините меня с оператором|соедините меня с человеком|"
        "соедините с человеком|переведите на оператора|переключите на оператора|"
        "позовите человека|позовите оператора|позовите менеджера|нужен человек|нужен оператор|"
        "живой человек|оператора пожалуйста|позови человека|позови оператора",
        "перезвоните мне|позвоните мне|свяжитесь со мной|напишите мне|пришлите мне предложение|"
        "пришлите предложение|хочу получить предложение|закажите звонок|заказать звонок|"
        "пришлите коммерческое предложение",
        "да|да пожалуйста|давайте|давай|хорошо|ок|конечно|ладно|пожалуйста",
        "не|без|никогда",
        "хочу|нужно|надо|хотел|хотела|бы|буду|мне"},
    {"uk",  // Ukrainian
        "поговорити з людиною|поговорити з оператором|поговорити з кимось|"
        "поговорити з менеджером|поговорити з живою людиною|говорити з людиною|"
        "говорити з оператором|поспілкуватися з людиною|зв'язатися з оператором|"
        "з'єднайте з оператором|з'єднайте мене з оператором|з'єднайте мене з людиною|"
        "переключіть на оператора|покличте людину|покличте оператора|потрібен оператор|"
        "потрібна людина|оператора будь ласка",
        "передзвоніть мені|зателефонуйте мені|подзвоніть мені|зв'яжіться зі мною|напишіть мені|"
        "надішліть мені пропозицію|хочу отримати пропозицію|замовити дзвінок",
        "так|так будь ласка|давайте|добре|гаразд|ок|звичайно|будь ласка",
        "не|без|ніколи",
        "хочу|потрібно|треба|хотів|хотіла|би|буду|мені"},
    {"el",  // Greek
        "να μιλήσω με άνθρωπο|να μιλήσω με έναν άνθρωπο|να μιλήσω με κάποιον|"
        "να μιλήσω με εκπρόσωπο|να μιλήσω με έναν εκπρόσωπο|να μιλήσω με υπάλληλο|"
        "να μιλήσω σε άνθρωπο|μιλήσω με άνθρωπο|συνδέστε με με εκπρόσωπο|συνδέστε με με άνθρωπο|"
        "συνδέστε με με κάποιον|θέλω άνθρωπο|έναν άνθρωπο παρακαλώ|εκπρόσωπο παρακαλώ",
        "καλέστε με|πάρτε με τηλέφωνο|επικοινωνήστε μαζί μου|γράψτε μου|στείλτε μου προσφορά|"
        "θέλω προσφορά|ζητώ προσφορά",
        "ναι|ναι παρακαλώ|εντάξει|βεβαίως|οκ|παρακαλώ",
        "δεν|μην|χωρίς|όχι",
        "θέλω|να|χρειάζομαι|χρειάζεται"},
    {"tr",  // Turkish
        "bir insanla konuşmak istiyorum|insanla konuşmak istiyorum|biriyle konuşmak istiyorum|"
        "birisiyle konuşmak istiyorum|gerçek biriyle konuşmak istiyorum|"
        "gerçek bir insanla konuşmak istiyorum|temsilciyle konuşmak istiyorum|"
        "müşteri temsilcisiyle konuşmak istiyorum|yetkiliyle konuşmak istiyorum|"
        "bir yetkiliyle görüşmek istiyorum|temsilciyle görüşmek istiyorum|"
        "biriyle görüşmek istiyorum|insanla konuşabilir miyim|biriyle konuşabilir miyim|"
        "temsilciyle konuşabilir miyim|beni temsilciye bağlayın|beni temsilciye bağla|"
        "müşteri temsilcisine bağla|müşteri temsilcisine bağlayın|canlı destek istiyorum",
        "beni arayın|beni ara|beni arayabilir misiniz|bana ulaşın|benimle iletişime geçin|"
        "bana yazın|bana teklif gönderin|teklif almak istiyorum|teklif istiyorum|"
        "fiyat teklifi almak istiyorum",
        "evet|evet lütfen|tamam|olur|tabii|lütfen|elbette|peki",
        "",
        ""},
    {"ar",  // Arabic
        "التحدث مع شخص|التحدث إلى شخص|التحدث مع إنسان|التحدث إلى إنسان|التحدث مع موظف|"
        "التحدث إلى موظف|التحدث مع شخص حقيقي|التحدث مع خدمة العملاء|التحدث مع ممثل|أتحدث مع شخص|"
        "أتحدث مع موظف|أتكلم مع شخص|أتكلم مع موظف|اتكلم مع شخص|التكلم مع شخص|التكلم مع موظف|"
        "حولني إلى موظف|حولوني إلى موظف|أريد موظف|أريد إنسان|أريد شخصا حقيقيا",
        "اتصلوا بي|اتصل بي|تواصلوا معي|تواصل معي|راسلوني|اكتبوا لي|أرسلوا لي عرض سعر|"
        "أرسل لي عرض سعر|أريد عرض سعر|طلب عرض سعر",
        "نعم|نعم من فضلك|أجل|حسنا|موافق|طبعا|أكيد|من فضلك|تمام",
        "لا|لن|بدون|لم",
        "أريد|أحتاج|أن|إلى|أرغب|في"},
    {"he",  // Hebrew
        "לדבר עם בן אדם|לדבר עם אדם|לדבר עם מישהו|לדבר עם נציג|לדבר עם נציג אנושי|לדבר עם נציגה|"
        "לדבר עם אדם אמיתי|לשוחח עם נציג|לשוחח עם מישהו|לדבר עם שירות הלקוחות|תעבירו אותי לנציג|"
        "תעביר אותי לנציג|חברו אותי לנציג|נציג בבקשה|נציג אנושי בבקשה|רוצה נציג|צריך נציג",
        "תתקשרו אליי|תתקשרו אלי|התקשרו אליי|חזרו אליי|תחזרו אליי|צרו איתי קשר|צרו קשר איתי|"
        "כתבו לי|שלחו לי הצעת מחיר|רוצה הצעת מחיר|לקבל הצעת מחיר",
        "כן|כן בבקשה|בטח|בסדר|אוקיי|בבקשה|ברור|סבבה",
        "לא|בלי|אין",
        "רוצה|צריך|צריכה|צורך"},
    {"hi",  // Hindi
        "इंसान से बात करनी है|इंसान से बात करना चाहता हूँ|इंसान से बात करना चाहती हूँ|"
        "किसी से बात करनी है|किसी से बात करना चाहता हूँ|किसी से बात करना चाहती हूँ|"
        "व्यक्ति से बात करना चाहता हूँ|एजेंट से बात करनी है|एजेंट से बात करना चाहता हूँ|"
        "प्रतिनिधि से बात करनी है|प्रतिनिधि से बात करना चाहता हूँ|इंसान से बात कराओ|"
        "एजेंट से बात कराइए|किसी व्यक्ति से बात कराइए|एजेंट से जोड़ें|इंसान से जोड़ें|"
        "असली व्यक्ति से बात करनी है",
        "मुझे कॉल करें|मुझे फोन करें|मुझसे संपर्क करें|मुझे ईमेल करें|मुझे कोटेशन भेजें|"
        "कोटेशन चाहिए",
        "हाँ|हां|जी हाँ|जी हां|जी|ठीक है|हाँ कृपया|बिल्कुल|ओके",
        "नहीं|मत|ना",
        ""},
    {"zh",  // Chinese
        "转人工|转接人工|人工客服|人工服务|找人工|真人客服|找真人|和真人聊|跟真人聊|和真人说话|跟真人说话|跟人说话|和人聊天|联系客服人员|转客服|找客服|轉人工|轉接人工|"
        "人工服務|和真人說話|跟真人說話|轉接客服|找客服人員",
        "给我打电话|打电话给我|回电话给我|联系我|与我联系|给我发邮件|发邮件给我|给我报价|发报价给我|想要报价|請聯絡我|聯絡我|打電話給我|給我報價|寄報價給我",
        "是|是的|好|好的|可以|行|嗯|没问题|请|對|好啊|當然|当然",
        "不|不要|不想|不用|不需要|别|不必|無需|无需|甭",
        "想|要|需要|我|再"},
    {"ja",  // Japanese
        "人と話したい|人と話したいです|人間と話したい|人間と話したいです|担当者と話したい|担当者と話したいです|オペレーターと話したい|オペレーターと話したいです|"
        "スタッフと話したい|スタッフと話したいです|誰かと話したい|人と話せますか|担当者と話せますか|オペレーターと話せますか|担当者につないで|オペレーターにつないで|"
        "人につないで|担当者に繋いで|オペレーターに繋いで|人に繋いで|担当者をお願いします|オペレーターをお願いします|有人対応をお願いします|有人チャット|人に代わって",
        "電話してください|電話をください|折り返し電話|連絡してください|連絡をください|ご連絡ください|メールをください|メールしてください|見積もりをください|"
        "見積もりをお願いします|見積りをお願いします|見積もりが欲しい",
        "はい|はいお願いします|ええ|お願いします|お願い|いいです|うん|オーケー|了解",
        "",
        ""},
    {"ko",  // Korean
        "사람과 이야기하고 싶어요|사람과 대화하고 싶어요|사람과 통화하고 싶어요|사람이랑 이야기하고 싶어요|사람이랑 얘기하고 싶어요|사람하고 얘기하고 싶어요|"
        "상담원과 이야기하고 싶어요|상담원과 대화하고 싶어요|상담원과 통화하고 싶어요|상담원과 통화하고 싶습니다|상담원과 이야기하고 싶습니다|상담원 연결해 주세요|"
        "상담원 연결해주세요|상담원 연결 부탁드립니다|상담원 연결 부탁드려요|상담원 바꿔 주세요|상담원 바꿔주세요|상담사 연결해 주세요|상담사 연결해주세요|"
        "담당자와 이야기하고 싶어요|담당자 연결해 주세요|담당자 연결해주세요|직원 연결해 주세요|직원과 이야기하고 싶어요",
        "전화해 주세요|전화해주세요|전화 주세요|연락해 주세요|연락해주세요|연락 주세요|이메일 보내 주세요|이메일 보내주세요|메일 주세요|견적 보내 주세요|"
        "견적 보내주세요|견적 받고 싶어요|견적을 받고 싶어요",
        "네|예|네 부탁해요|네 부탁드립니다|좋아요|그래요|응|물론이죠|부탁해요|네 좋아요",
        "",
        ""},
    {"th",  // Thai
        "คุยกับคน|คุยกับเจ้าหน้าที่|คุยกับพนักงาน|คุยกับแอดมิน|คุยกับคนจริง|พูดกับคน|"
        "พูดกับเจ้าหน้าที่|พูดคุยกับเจ้าหน้าที่|สนทนากับเจ้าหน้าที่|ติดต่อเจ้าหน้าที่|"
        "ขอสายเจ้าหน้าที่|โอนสายให้เจ้าหน้าที่|ขอคุยกับคน",
        "โทรกลับ|โทรหาฉัน|โทรหาผม|ติดต่อกลับ|ส่งอีเมลหาฉัน|ขอใบเสนอราคา|ส่งใบเสนอราคา",
        "ใช่|ใช่ค่ะ|ใช่ครับ|ค่ะ|ครับ|ตกลง|ได้|ได้ค่ะ|ได้ครับ|โอเค|ได้เลย",
        "ไม่|ไม่ต้อง|ไม่อยาก|อย่า",
        "ต้องการ|อยาก|ต้อง|ได้|จะ|การ|ที่"},
    {"vi",  // Vietnamese
        "nói chuyện với người thật|nói chuyện với con người|nói chuyện với ai đó|"
        "nói chuyện với nhân viên|nói chuyện với tư vấn viên|nói chuyện với một người|"
        "gặp nhân viên|gặp tư vấn viên|gặp người thật|chat với nhân viên|chat với người thật|"
        "kết nối với nhân viên|kết nối tôi với nhân viên|kết nối tôi với tư vấn viên|"
        "chuyển cho nhân viên",
        "gọi lại cho tôi|gọi cho tôi|liên hệ với tôi|liên hệ lại với tôi|gửi email cho tôi|"
        "gửi báo giá cho tôi|gửi báo giá|muốn nhận báo giá|cần báo giá",
        "có|vâng|dạ|vâng ạ|dạ vâng|được|đồng ý|ok|ừ|tất nhiên",
        "không|đừng|chẳng|chưa",
        "muốn|cần|phải|được"},
    {"id",  // Indonesian
        "bicara dengan manusia|bicara dengan orang|bicara dengan seseorang|bicara dengan agen|"
        "bicara dengan petugas|bicara dengan customer service|bicara dengan cs|"
        "berbicara dengan manusia|berbicara dengan orang|berbicara dengan seseorang|"
        "berbicara dengan agen|berbicara dengan petugas|ngobrol dengan orang|chat dengan manusia|"
        "chat dengan admin|hubungkan saya dengan agen|hubungkan saya dengan petugas|"
        "hubungkan saya ke cs|sambungkan saya ke petugas",
        "telepon saya|tolong telepon saya|hubungi saya|tolong hubungi saya|kirim email ke saya|"
        "kirimi saya penawaran|kirimkan penawaran|minta penawaran|mau penawaran",
        "ya|iya|ya tolong|boleh|oke|ok|baik|tentu|silakan|ya silakan",
        "tidak|jangan|tanpa|nggak|gak|tak",
        "ingin|mau|perlu|usah|pernah"},
    {"hu",  // Hungarian
        "emberrel beszélni|egy emberrel beszélni|emberrel szeretnék beszélni|"
        "beszélni egy emberrel|beszélni valakivel|valakivel szeretnék beszélni|"
        "ügyintézővel szeretnék beszélni|beszélni egy ügyintézővel|ügyintézővel beszélni|"
        "operátorral szeretnék beszélni|kapcsoljon egy ügyintézőt|kapcsoljanak egy ügyintézőhöz|"
        "ügyintézőt kérek|élő ügyintézőt kérek",
        "hívjanak vissza|hívjon vissza|hívjanak fel|hívjon fel|lépjenek kapcsolatba velem|"
        "írjanak nekem|küldjenek ajánlatot|ajánlatot kérek|árajánlatot kérek|kérek egy ajánlatot|"
        "kérek egy árajánlatot",
        "igen|igen kérem|rendben|oké|ok|persze|kérem|jó",
        "nem|ne|soha|nélkül",
        "akarok|szeretnék|kell|kívánok"},
    {"ro",  // Romanian
        "vorbesc cu un om|vorbesc cu cineva|vorbesc cu o persoană|vorbesc cu un operator|"
        "vorbesc cu o persoană reală|vorbesc cu un agent|vorbi cu un om|vorbi cu cineva|"
        "vorbi cu o persoană|vorbi cu un operator|vorbi cu un agent|discut cu un operator|"
        "discut cu cineva|conectați-mă cu un operator|un operator vă rog|o persoană vă rog|"
        "vreau un operator",
        "sunați-mă|să mă sunați|contactați-mă|să mă contactați|scrieți-mi|trimiteți-mi o ofertă|"
        "vreau o ofertă|doresc o ofertă|cere o ofertă",
        "da|da vă rog|bine|ok|sigur|desigur|vă rog|în regulă",
        "nu|fără|niciodată",
        "vreau|doresc|să|trebuie|a|aș"},
});
// clang-format on

}  // namespace

std::span<const language_phrases> all_phrases() noexcept { return lists; }

}  // namespace takeover::domain
